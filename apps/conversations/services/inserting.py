"""A réponse type comes into a draft, with the passages that it quotes."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.answering.draft_text import renumbered, with_inserted
from apps.audit.enums import EventKind
from apps.audit.services import append_event
from apps.conversations.enums import DraftOrigin
from apps.conversations.models import Draft, DraftSource
from apps.conversations.services.drafts import hold_draft, put_text
from apps.model_answers.models import ModelAnswer, ModelAnswerRevision
from apps.sheets.snapshots import PassageSnapshot


class ModelAnswerNotOffered(Exception):
    """It is not approved, or a sheet that it quotes changed; the message says so."""


class InternalText(Exception):
    """It quotes an internal sheet, and she was not warned of it yet."""

    def __init__(self, model_answer: ModelAnswer) -> None:
        super().__init__(str(model_answer.pk))
        self.model_answer = model_answer


@transaction.atomic
def insert_model_answer(
    *,
    user: User,
    draft: Draft,
    model_answer_id: UUID,
    version: int,
    after_line: int | None = None,
    with_internal: bool = False,
) -> Draft:
    """Put a réponse type after a line of the draft (None: at its end), its sources numbered anew.

    Raises DraftConflict, ModelAnswerNotOffered and InternalText; the draft is then untouched.
    """
    current = hold_draft(draft, version)
    offered = ModelAnswer.objects.visible_to(user).offered()
    model_answer = offered.filter(pk=model_answer_id).first()
    if model_answer is None:
        raise ModelAnswerNotOffered(
            _("This model answer is no longer offered: it is being checked. Nothing was inserted.")
        )
    if model_answer.quotes_internal and not with_internal:
        raise InternalText(model_answer)
    revision = model_answer.current
    piece = renumbered(revision.text, _carry_sources(current, revision))
    put_text(current, with_inserted(current.text, piece, after_line), DraftOrigin.INSERTED)
    append_event(
        kind=EventKind.MODEL_ANSWER_INSERTED,
        actor_id=user.pk,
        subject_type="model_answer",
        subject_id=model_answer.pk,
        payload={"draft": str(current.pk), "revision": revision.number},
    )
    return current


def _carry_sources(draft: Draft, revision: ModelAnswerRevision) -> dict[int, int]:
    """The number in the draft of each source; a passage that the draft has keeps its number."""
    sources: list[PassageSnapshot] = [*draft.answer.sources.all(), *draft.sources.all()]
    known = {(one.sheet_id, one.text_hash): one.number for one in reversed(sources)}
    following = max((one.number for one in sources), default=0) + 1
    numbers: dict[int, int] = {}
    for source in revision.sources.all():
        key = (source.sheet_id, source.text_hash)
        if key not in known:
            DraftSource.objects.create(
                draft=draft,
                number=following,
                model_answer_revision=revision,
                **source.snapshot,
            )
            known[key] = following
            following += 1
        numbers[source.number] = known[key]
    return numbers
