"""The life of a réponse type: written, submitted, approved, suspended, restored, retired."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.enums import Role
from apps.accounts.models import User
from apps.answering.draft_text import cited_numbers, read_draft, renumbered
from apps.answering.masking import MaskedText, mask
from apps.audit.enums import EventKind
from apps.audit.services import append_event, content_hash
from apps.model_answers.enums import ModelAnswerStatus
from apps.model_answers.models import ModelAnswer, ModelAnswerRevision, ModelAnswerSource
from apps.model_answers.reading import ModelAnswerReading
from apps.notices.models import NoticeKind
from apps.notices.services import notify
from apps.sheets.models import Passage
from apps.sheets.snapshots import snapshot_of

Status = ModelAnswerStatus


class ModelAnswerRefusal(Exception):
    """The rule of two people, the state or the content forbids the act; the message says why."""


@dataclass(frozen=True, kw_only=True)
class Content:
    """What a revision says; `[2]` in `text` cites the second of `passages`, all published."""

    title: str
    question: str
    operator: str
    text: str
    passages: Sequence[Passage]


def write_model_answer(
    *, author: User, owner: User, review_due: date, content: Content
) -> ModelAnswer:
    """Begin a réponse type, as a draft. Raises ModelAnswerRefusal (personal data, no source)."""
    _refuse_personal_data(content)
    with transaction.atomic():
        model_answer = ModelAnswer.objects.create(
            owner=owner, proposed_by=author, review_due=review_due
        )
        _add_revision(model_answer, author, content)
        _record(EventKind.MODEL_ANSWER_WRITTEN, model_answer, author)
    return model_answer


def revise_model_answer(
    *, model_answer: ModelAnswer, author: User, owner: User, review_due: date, content: Content
) -> ModelAnswer:
    """Write it anew: it becomes a draft again, and is offered no more until it is approved.

    Raises ModelAnswerRefusal.
    """
    _refuse_personal_data(content)
    with transaction.atomic():
        current = _locked(model_answer)
        if current.status == Status.RETIRED:
            raise ModelAnswerRefusal(_("A retired model answer is not changed: write another."))
        _add_revision(current, author, content)
        current.status, current.note = Status.DRAFT, ""
        current.approved_by = current.approved_at = None
        current.owner, current.review_due = owner, review_due
        current.save()
        _record(EventKind.MODEL_ANSWER_WRITTEN, current, author)
    return current


@transaction.atomic
def submit_model_answer(*, model_answer: ModelAnswer, submitted_by: User) -> ModelAnswer:
    """Hand a draft over to a second person; curators are told. Raises ModelAnswerRefusal."""
    current = _locked(model_answer, Status.DRAFT)
    current.status, current.note = Status.IN_REVIEW, ""
    current.save(update_fields=["status", "note", "updated_at"])
    curators = User.objects.active().holding(Role.CURATOR)
    people = [person for person in curators if not _is_hand(current, person)]
    _tell(current, submitted_by, people, _("Model answer to approve: %(title)s"))
    _record(EventKind.MODEL_ANSWER_SUBMITTED, current, submitted_by)
    return current


@transaction.atomic
def approve_model_answer(*, model_answer: ModelAnswer, approver: User) -> ModelAnswer:
    """Offer it to counsellors from the commit on.

    Raises ModelAnswerRefusal for whoever proposed, wrote or owns it, for sentences without
    source, for passages that changed meanwhile, and for a review date that is past.
    """
    current = _locked(model_answer, Status.IN_REVIEW)
    if _is_hand(current, approver):
        raise ModelAnswerRefusal(_("Another person than the author and the owner must approve."))
    reading = ModelAnswerReading(current.current)
    if reading.changes:
        raise ModelAnswerRefusal(_("A quoted passage changed meanwhile: revise the text first."))
    if reading.unsourced:
        raise ModelAnswerRefusal(_("Sentences are not sourced: revise the text first."))
    if current.is_due_for_review:
        raise ModelAnswerRefusal(_("Its review date is past: choose another one first."))
    current.status = Status.APPROVED
    current.approved_by, current.approved_at = approver, timezone.now()
    current.save(update_fields=["status", "approved_by", "approved_at", "updated_at"])
    people = (current.proposed_by, current.owner, current.current.author)
    _tell(current, approver, people, _("Model answer approved: %(title)s"))
    _record(EventKind.MODEL_ANSWER_APPROVED, current, approver)
    return current


@transaction.atomic
def send_back_model_answer(
    *, model_answer: ModelAnswer, sent_back_by: User, reason: MaskedText
) -> ModelAnswer:
    """Return it to its author, with why. Raises ModelAnswerRefusal."""
    current = _locked(model_answer, Status.IN_REVIEW)
    current.status, current.note = Status.DRAFT, _stated(reason)
    current.save(update_fields=["status", "note", "updated_at"])
    people = (current.proposed_by, current.owner, current.current.author)
    _tell(current, sent_back_by, people, _("Model answer sent back: %(title)s"), current.note)
    _record(EventKind.MODEL_ANSWER_SENT_BACK, current, sent_back_by)
    return current


@transaction.atomic
def suspend_model_answer(
    *, model_answer: ModelAnswer, suspended_by: User, reason: MaskedText
) -> ModelAnswer:
    """Offer it no more until somebody checks it. Raises ModelAnswerRefusal."""
    current = _locked(model_answer, Status.APPROVED)
    return _suspend(current, suspended_by, _stated(reason))


@transaction.atomic
def suspend_overtaken(*, sheet_ids: Sequence[int]) -> int:
    """Suspend what quotes a passage that these sheets no longer say; returns how many."""
    overtaken = ModelAnswer.objects.quoting(list(sheet_ids)).overtaken()
    rows = ModelAnswer.objects.select_for_update().filter(pk__in=overtaken.values("pk"))
    for model_answer in rows:
        titles = model_answer.current.sources.outdated().values_list("sheet_title", flat=True)
        reason = _("This sheet changed: %(titles)s") % {"titles": ", ".join(sorted(set(titles)))}
        _suspend(model_answer, None, reason)
    return len(rows)


@transaction.atomic
def restore_model_answer(*, model_answer: ModelAnswer, restored_by: User) -> ModelAnswer:
    """*Vérifier et rétablir*: quote the passages as they stand today, and offer it again.

    The text stays as a second person approved it. Raises ModelAnswerRefusal when a passage is
    gone or no longer bears a sentence: then the text is revised, and approved anew.
    """
    current = _locked(model_answer, Status.SUSPENDED, Status.APPROVED)
    reading = ModelAnswerReading(current.current)
    if not reading.can_be_restored or reading.successors is None:
        raise ModelAnswerRefusal(
            _("The sheets no longer bear every sentence: revise the text, then have it approved.")
        )
    if reading.changes:
        content = content_of(current.current, reading.successors)
        _add_revision(current, restored_by, content)
    current.status, current.note = Status.APPROVED, ""
    current.save(update_fields=["status", "note", "updated_at"])
    _tell(current, restored_by, [current.owner], _("Model answer restored: %(title)s"))
    _record(EventKind.MODEL_ANSWER_RESTORED, current, restored_by)
    return current


@transaction.atomic
def retire_model_answer(
    *, model_answer: ModelAnswer, retired_by: User, reason: MaskedText
) -> ModelAnswer:
    """Take it out for good. Raises ModelAnswerRefusal."""
    states = [status for status in Status if status is not Status.RETIRED]
    current = _locked(model_answer, *states)
    current.status, current.note = Status.RETIRED, _stated(reason)
    current.save(update_fields=["status", "note", "updated_at"])
    people = (current.owner, current.proposed_by)
    _tell(current, retired_by, people, _("Model answer retired: %(title)s"), current.note)
    _record(EventKind.MODEL_ANSWER_RETIRED, current, retired_by)
    return current


def content_of(revision: ModelAnswerRevision, passages: Sequence[Passage]) -> Content:
    """The content of a revision over other passages, one for each of its sources."""
    return Content(
        title=revision.title,
        question=revision.question,
        operator=revision.operator,
        text=revision.text,
        passages=passages,
    )


def _add_revision(model_answer: ModelAnswer, author: User, content: Content) -> ModelAnswerRevision:
    """Only passages that the text cites are kept, numbered anew."""
    cited = cited_numbers(read_draft(content.text))
    kept = {
        number: passage
        for number, passage in enumerate(content.passages, start=1)
        if number in cited
    }
    if not kept:
        raise ModelAnswerRefusal(_("Cite at least one passage: [1] after the sentence it bears."))
    numbers = {old: new for new, old in enumerate(kept, start=1)}
    first = next(iter(kept.values()))
    revision = ModelAnswerRevision.objects.create(
        model_answer=model_answer,
        number=model_answer.revisions.count() + 1,
        title=content.title,
        question=content.question,
        operator=content.operator,
        theme=first.revision.sheet.theme,
        text=renumbered(content.text, numbers),
        author=author,
    )
    ModelAnswerSource.objects.bulk_create(
        ModelAnswerSource(cited_by=revision, number=numbers[old], **snapshot_of(passage))
        for old, passage in kept.items()
    )
    model_answer.revision = revision
    model_answer.save(update_fields=["revision", "updated_at"])
    return revision


def _refuse_personal_data(content: Content) -> None:
    """A text for everybody names nobody: nothing is masked, the author is asked to remove it.

    Scanning takes a while, so that it comes before the transaction, which stays short.
    """
    published = "\n".join(passage.text for passage in content.passages)
    written = "\n".join((content.title, content.question, content.text))
    if mask(written, published=published).kinds:
        raise ModelAnswerRefusal(
            _("A name, a number or an address was found: a model answer speaks of nobody.")
        )


def _is_hand(model_answer: ModelAnswer, person: User) -> bool:
    """Whether a person had a hand in it, and so may not approve it."""
    hands = (model_answer.proposed_by_id, model_answer.owner_id, model_answer.current.author_id)
    return person.pk in hands


def _suspend(model_answer: ModelAnswer, actor: User | None, reason: str) -> ModelAnswer:
    model_answer.status, model_answer.note = Status.SUSPENDED, reason
    model_answer.save(update_fields=["status", "note", "updated_at"])
    people = (model_answer.owner, model_answer.proposed_by)
    title = _("Model answer suspended until checked: %(title)s")
    _tell(model_answer, actor, people, title, reason)
    _record(EventKind.MODEL_ANSWER_SUSPENDED, model_answer, actor)
    return model_answer


def _locked(model_answer: ModelAnswer, *expected: ModelAnswerStatus) -> ModelAnswer:
    current = ModelAnswer.objects.select_for_update().get(pk=model_answer.pk)
    if expected and current.status not in expected:
        raise ModelAnswerRefusal(
            _("This model answer is now in the state “%(state)s”. Reload the page.")
            % {"state": current.get_status_display()}
        )
    return current


def _stated(reason: MaskedText) -> str:
    if not reason.text.strip():
        raise ModelAnswerRefusal(_("Say why."))
    return reason.text.strip()


def _tell(
    model_answer: ModelAnswer,
    actor: User | None,
    people: Iterable[User],
    title: str,
    text: str = "",
) -> None:
    """A notice to each of these people but the one who acted."""
    for person in dict.fromkeys(people):
        if actor is None or person.pk != actor.pk:
            notify(
                recipient=person,
                kind=NoticeKind.MODEL_ANSWER,
                title=(title % {"title": model_answer.current.title})[:200],
                text=text,
                url=reverse("model_answers:model_answer_detail", args=[model_answer.pk]),
            )


def _record(kind: EventKind, model_answer: ModelAnswer, actor: User | None) -> None:
    revision = model_answer.current
    append_event(
        kind=kind,
        actor_id=actor.pk if actor else None,
        subject_type="model_answer",
        subject_id=model_answer.pk,
        payload={
            "revision": revision.number,
            "content": content_hash(f"{revision.title}\n{revision.question}\n{revision.text}"),
            "note": content_hash(model_answer.note) if model_answer.note else "",
        },
    )
