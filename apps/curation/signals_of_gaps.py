"""Finds what the sheets did not answer and no gap holds yet."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from apps.accounts.pseudonyms import pseudonym
from apps.answering.enums import AnswerStatus
from apps.conversations.enums import Vote
from apps.conversations.models import Answer, Feedback, Question
from apps.curation.enums import SignalKind
from apps.curation.models import GapSignal
from apps.sheets.models import SearchNote


@dataclass(frozen=True, slots=True)
class Found:
    """A signal that is not kept yet. `operators`: codes, "" left out."""

    kind: SignalKind
    text: str
    operators: tuple[str, ...]
    departement: str
    person: str
    at: datetime
    question: Question | None = None
    search: SearchNote | None = None


def new_signals() -> list[Found]:
    """Oldest first, then by kind and row, so that grouping gives the same each time."""
    found = [_of_question(SignalKind.ABSTENTION, one) for one in _abstained()]
    found += [_of_question(SignalKind.BAD_RATING, one) for one in _badly_rated()]
    found += [_of_search(note) for note in _not_opened()]
    return sorted(found, key=lambda one: (one.at, one.kind, one.text))


def _unheld(kind: SignalKind) -> QuerySet[Question]:
    held = GapSignal.objects.filter(kind=kind, question=OuterRef("pk"))
    questions = Question.objects.filter(~Exists(held))
    return questions.select_related("conversation__desk")


def _abstained() -> QuerySet[Question]:
    last = Answer.objects.filter(question=OuterRef("pk")).order_by("-number").values("status")[:1]
    return _unheld(SignalKind.ABSTENTION).filter(
        pk__in=Question.objects.annotate(last=Subquery(last))
        .filter(last=AnswerStatus.ABSTAINED_NO_SHEET)
        .values("pk")
    )


def _badly_rated() -> QuerySet[Question]:
    bad = Feedback.objects.filter(
        answer__question=OuterRef("pk"), is_current=True, vote=Vote.NOT_HELPFUL
    )
    return _unheld(SignalKind.BAD_RATING).filter(Exists(bad))


def _not_opened() -> QuerySet[SearchNote]:
    held = GapSignal.objects.filter(search=OuterRef("pk"))
    return SearchNote.objects.without_opening().filter(~Exists(held))


def _of_question(kind: SignalKind, question: Question) -> Found:
    desk = question.conversation.desk
    return Found(
        kind=kind,
        text=question.masked_text,
        operators=tuple(question.operators),
        departement=desk.departement_id if desk else "",
        person=pseudonym(question.asked_by_id, question.created_at.date()),
        at=question.created_at,
        question=question,
    )


def _of_search(note: SearchNote) -> Found:
    return Found(
        kind=SignalKind.SEARCH,
        text=note.text,
        operators=(note.operator,) if note.operator else (),
        departement=note.departement,
        person=note.searcher,
        at=note.changed_at,
        search=note,
    )
