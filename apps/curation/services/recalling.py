"""Past answers that a change of a sheet makes outdated: their authors are told."""

from collections.abc import Sequence

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from apps.audit.enums import EventKind
from apps.audit.services import append_event
from apps.curation.reports import recalled_sources
from apps.notices.models import NoticeKind
from apps.notices.services import notify
from apps.reviews.services import reopen_reviews


@transaction.atomic
def recall_answers(*, sheet_ids: Sequence[int]) -> int:
    """Tell the authors of answers that quote a passage which these sheets no longer say, and
    have the reviews of these answers opened again.

    One notice for each exchange and sheet; returns how many.
    """
    told: set[tuple[object, str]] = set()
    sources = list(recalled_sources(sheet_ids))
    for source in sources:
        conversation = source.answer.conversation
        if (conversation.pk, source.sheet_id) in told:
            continue
        told.add((conversation.pk, source.sheet_id))
        notify(
            recipient=conversation.author,
            kind=NoticeKind.SHEET_CHANGED,
            title=_("Sheet changed since your answer: %(title)s") % {"title": source.sheet_title},
            text=_(
                "An answer of %(date)s quotes a passage of this sheet that has changed. "
                "Open the exchange and regenerate the answer before you use it again."
            )
            % {"date": f"{source.answer.created_at:%d/%m/%Y}"},
            url=reverse("conversations:conversation_detail", args=[conversation.pk]),
        )
    reopen_reviews(answer_ids={source.answer_id for source in sources})
    if told:
        append_event(
            kind=EventKind.ANSWERS_RECALLED,
            actor_id=None,
            subject_type="sheets",
            subject_id=len(sheet_ids),
            payload={"exchanges": len(told)},
        )
    return len(told)
