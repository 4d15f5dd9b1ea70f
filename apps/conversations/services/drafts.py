"""What the counsellor makes of an answer: a draft of her own, then what leaves the tool."""

from datetime import timedelta
from functools import partial
from itertools import groupby

from django.db import transaction
from django.utils import timezone

from apps.accounts.models import User
from apps.answering.enums import Section
from apps.answering.markup import SECTION_LABELS
from apps.answering.masking import MaskedText
from apps.answering.rewriting import Rewriting, rewrite
from apps.audit.enums import EventKind
from apps.audit.services import append_event, content_hash
from apps.conversations.announcements import announce_now, conversation_group, help_changed
from apps.conversations.draft_reading import DraftReading
from apps.conversations.enums import DraftOrigin, HandoverChannel
from apps.conversations.models import (
    Answer,
    AnswerSentence,
    Draft,
    DraftTranslation,
    DraftVersion,
    Handover,
    HelpRequest,
)
from apps.llm.writer import Written
from apps.sheets.enums import Visibility
from apps.sheets.models import Sheet

_SAME_EDIT = timedelta(minutes=1)


class DraftConflict(Exception):
    """The draft was saved elsewhere meanwhile; `current` is what stands now."""

    def __init__(self, current: Draft) -> None:
        super().__init__(f"version {current.version}")
        self.current = current


@transaction.atomic
def start_draft(*, user: User, answer: Answer, with_internal: bool = False) -> Draft:
    """Begin a draft with the answer's sentences, or return the one that stands.

    What internal sheets say is left out, but for a counsellor who was warned and wants it.
    """
    Answer.objects.select_for_update().get(pk=answer.pk)
    if draft := Draft.objects.filter(answer=answer).first():
        return draft
    reading = proposed_reading(answer)
    text = reading.draft.text if with_internal else reading.public_text
    draft = Draft.objects.create(answer=answer, text=text)
    _keep_version(draft, DraftOrigin.PROPOSED)
    append_event(
        kind=EventKind.DRAFT_STARTED,
        actor_id=user.pk,
        subject_type="draft",
        subject_id=draft.pk,
        payload={"answer": str(answer.pk)},
    )
    return draft


@transaction.atomic
def save_draft(*, draft: Draft, text: MaskedText, version: int) -> Draft:
    """Keep an edited text; `version` is the one it was edited from. Raises DraftConflict.

    The text that stands already changes nothing, whatever the version: sent twice, it is kept
    once. Saving by itself every few seconds is no act, and leaves no audit event.
    """
    current = Draft.objects.select_for_update().get(pk=draft.pk)
    if current.text == text.text:
        return current
    return put_text(hold_draft(draft, version), text.text, DraftOrigin.EDITED)


@transaction.atomic
def rewrite_draft(*, draft: Draft, rewriting: Rewriting, version: int) -> Draft:
    """Put the stored text in another form. Raises DraftConflict and NothingToRewrite."""
    current = hold_draft(draft, version)
    text = rewrite(
        current.text,
        rewriting,
        question=current.answer.question.masked_text,
        subject=subject_of(current.answer),
    )
    return put_text(current, text, DraftOrigin(rewriting.value))


@transaction.atomic
def reword_draft(
    *,
    user: User,
    draft: Draft,
    rewriting: Rewriting,
    text: MaskedText,
    written: Written,
    version: int,
) -> Draft:
    """Put what a model made of a version in its place; the versions before it stay.

    Raises DraftConflict when the draft changed while the model wrote.
    """
    current = hold_draft(draft, version)
    current.ai_model = written.model
    put_text(current, text.text, DraftOrigin(rewriting.value))
    append_event(
        kind=EventKind.DRAFT_REWORDED,
        actor_id=user.pk,
        subject_type="draft",
        subject_id=current.pk,
        payload={
            "version": current.version,
            "rewriting": rewriting.value,
            "model": written.model,
            "prompt_version": written.prompt_version,
            "prompt_sha256": written.prompt_sha256,
            "content": content_hash(current.text),
        },
    )
    return current


@transaction.atomic
def restore_draft(*, draft: Draft, past: DraftVersion, version: int) -> Draft:
    """Take a former text again; what stood meanwhile stays among the versions.

    Raises DraftConflict.
    """
    current = hold_draft(draft, version)
    current.ai_model = past.ai_model
    return put_text(current, past.text, DraftOrigin.RESTORED)


@transaction.atomic
def mark_draft_proofread(*, user: User, draft: Draft, version: int) -> Draft:
    """*Marquer comme relu*: this version, and none after it. Raises DraftConflict."""
    current = hold_draft(draft, version)
    current.proofread_version = current.version
    current.save(update_fields=["proofread_version"])
    append_event(
        kind=EventKind.DRAFT_PROOFREAD,
        actor_id=user.pk,
        subject_type="draft",
        subject_id=current.pk,
        payload={"version": current.version, "content": content_hash(current.text)},
    )
    return current


@transaction.atomic
def hand_over(
    *,
    user: User,
    answer: Answer,
    channel: HandoverChannel,
    text: MaskedText,
    translation: DraftTranslation | None = None,
) -> Handover:
    """Record what was copied, printed or mailed, and the translation that went along."""
    handover = Handover.objects.create(
        answer=answer,
        channel=channel,
        text=text.text,
        language=translation.language if translation else "",
        translation=translation.text if translation else "",
    )
    append_event(
        kind=EventKind.HANDED_OVER,
        actor_id=user.pk,
        subject_type="answer",
        subject_id=answer.pk,
        payload={
            "channel": channel.value,
            "content": content_hash(handover.text),
            "language": handover.language,
            "translation": content_hash(handover.translation) if translation else "",
        },
    )
    return handover


def subject_of(answer: Answer) -> str:
    """The title of the public sheet that the answer cites first, or that it was given first."""
    internal = Sheet.objects.filter(visibility=Visibility.INTERNAL).values("external_id")
    public = answer.sources.exclude(sheet_id__in=internal)
    cited = public.filter(citations__isnull=False).order_by("citations__sentence__position")
    source = cited.first() or public.order_by("number").first()
    return source.sheet_title if source else "Votre démarche"


def proposed_reading(answer: Answer) -> DraftReading:
    """An answer read as the draft that it would begin; nothing is stored."""
    return DraftReading(Draft(answer=answer, text=proposed_text(answer)))


def proposed_text(answer: Answer) -> str:
    """The answer as a draft begins: parts under their labels, sentences with their sources."""
    lines: list[str] = []
    sentences = answer.sentences.prefetch_related("citations__source")
    topic = ""
    for part, members in groupby(sentences, key=lambda one: (one.topic, one.section)):
        if part[0] and part[0] != topic:
            lines += ["", f"# {part[0]}"]
        topic = part[0]
        lines += ["", f"## {SECTION_LABELS[Section(part[1])]}", *_lines_of(list(members))]
    return "\n".join(lines).strip()


def _lines_of(sentences: list[AnswerSentence]) -> list[str]:
    """Items bear the sources that their lead-in does not."""
    lines: list[str] = []
    lead_in = ""
    for sentence in sentences:
        numbers = ", ".join(str(cited.source.number) for cited in sentence.citations.all())
        marker = f" [{numbers}]" if numbers else ""
        if sentence.is_list_item:
            lines.append(f"- {sentence.text}{'' if marker == lead_in else marker}")
        else:
            lines.append(sentence.text + marker)
            lead_in = marker
    return lines


def hold_draft(draft: Draft, version: int) -> Draft:
    """The draft, its row locked, at the version that the caller saw. Raises DraftConflict."""
    current = Draft.objects.select_for_update().get(pk=draft.pk)
    if current.version != version:
        raise DraftConflict(current)
    return current


def put_text(draft: Draft, text: str, origin: DraftOrigin) -> Draft:
    """The draft, held, with another text, kept among its versions."""
    draft.text = text
    draft.version += 1
    draft.save(update_fields=["text", "version", "ai_model", "updated_at"])
    _keep_version(draft, origin)
    conversation = draft.answer.conversation_id
    if HelpRequest.objects.joined().filter(conversation=conversation).exists():
        group = conversation_group(conversation)
        transaction.on_commit(partial(announce_now, group, help_changed()))
    return draft


def _keep_version(draft: Draft, origin: DraftOrigin) -> None:
    """One row a text; edits that follow each other within a minute share one."""
    last = draft.versions.first()
    is_same_edit = (
        last is not None
        and last.origin == origin == DraftOrigin.EDITED
        and timezone.now() - last.created_at < _SAME_EDIT
    )
    if last is not None and is_same_edit:
        last.number, last.text = draft.version, draft.text
        last.save(update_fields=["number", "text"])
        return
    DraftVersion.objects.create(
        draft=draft,
        number=draft.version,
        origin=origin,
        text=draft.text,
        ai_model=draft.ai_model,
    )
