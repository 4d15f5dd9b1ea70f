"""What the counsellor makes of an answer: a draft of her own, then what leaves the tool."""

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from apps.accounts.models import User
from apps.answering.masking import MaskedText
from apps.audit.enums import EventKind
from apps.audit.services import append_event, content_hash
from apps.conversations.enums import HandoverChannel
from apps.conversations.models import Answer, Draft, Handover


class DraftConflict(Exception):
    """The draft was saved elsewhere meanwhile; `current` is what stands now."""

    def __init__(self, current: Draft) -> None:
        super().__init__(f"version {current.version}")
        self.current = current


@transaction.atomic
def start_draft(*, user: User, answer: Answer) -> Draft:
    """Begin a draft with the answer's sentences, or return the one that stands."""
    Answer.objects.select_for_update().get(pk=answer.pk)
    if draft := Draft.objects.filter(answer=answer).first():
        return draft
    text = "\n".join(
        f"- {sentence.text}" if sentence.is_list_item else sentence.text
        for sentence in answer.sentences.all()
    )
    draft = Draft.objects.create(answer=answer, text=text)
    append_event(
        kind=EventKind.DRAFT_STARTED,
        actor_id=user.pk,
        subject_type="draft",
        subject_id=draft.pk,
        payload={"answer": str(answer.pk)},
    )
    return draft


def save_draft(*, draft: Draft, text: MaskedText, version: int) -> Draft:
    """Keep an edited text; `version` is the one it was edited from. Raises DraftConflict.

    Saving by itself every few seconds is no act, and leaves no audit event.
    """
    unchanged = Draft.objects.filter(pk=draft.pk, version=version)
    is_saved = unchanged.update(text=text.text, version=F("version") + 1, updated_at=timezone.now())
    draft.refresh_from_db()
    if not is_saved:
        raise DraftConflict(draft)
    return draft


@transaction.atomic
def hand_over(
    *, user: User, answer: Answer, channel: HandoverChannel, text: MaskedText
) -> Handover:
    """Record what was copied, printed or mailed."""
    handover = Handover.objects.create(answer=answer, channel=channel, text=text.text)
    append_event(
        kind=EventKind.HANDED_OVER,
        actor_id=user.pk,
        subject_type="answer",
        subject_id=answer.pk,
        payload={"channel": channel.value, "content": content_hash(handover.text)},
    )
    return handover
