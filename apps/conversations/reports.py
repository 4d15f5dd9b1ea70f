"""What exchanges show: what was changed before handing over, the counts of a day."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch

from apps.accounts.models import User
from apps.answering.differences import Run, word_differences
from apps.answering.draft_text import bare, read_draft
from apps.answering.enums import OPERATOR_NAMES, Operator
from apps.conversations.models import Answer, AnswerSource, Handover, Question
from apps.conversations.services import proposed_text


@dataclass(frozen=True, slots=True)
class HandoverDifference:
    """What left the tool against what was proposed. `kept` is the share of proposed words kept."""

    handover: Handover
    runs: tuple[Run, ...]
    kept: float


def handover_difference(answer: Answer) -> HandoverDifference | None:
    """For the last handover of an answer; None when nothing of it left the tool."""
    handover = answer.handovers.first()
    if handover is None:
        return None
    proposed = "\n".join(bare(line.text) for line in read_draft(proposed_text(answer)))
    given = "\n".join(bare(line.text) for line in read_draft(handover.text))
    runs = word_differences(proposed, given)
    same = sum(len(run.text.split()) for run in runs if not run.is_removed and not run.is_added)
    total = len(proposed.split())
    return HandoverDifference(handover, runs, same / total if total else 0.0)


@dataclass(frozen=True, slots=True)
class DaySummary:
    """Counts of one counsellor's day, without content: (name, count), largest first."""

    day: date
    questions: int
    exchanges: int
    operators: list[tuple[str, int]]
    themes: list[tuple[str, int]]

    @property
    def text(self) -> str:
        """The same in French, to paste into an activity log."""
        return "\n".join(
            [
                f"Bilan du {self.day:%d/%m/%Y} : {_number_of(self.questions, 'question')}, "
                f"{_number_of(self.exchanges, 'échange')}",
                *_counted("Par opérateur", self.operators),
                *_counted("Par thème", self.themes),
            ]
        )


def day_summary(*, user: User, day: date) -> DaySummary:
    """A question that concerns two operators counts for both. Hidden exchanges count too."""
    asked = Question.objects.filter(asked_by=user, created_at__date=day).prefetch_related(
        Prefetch("answers__sources", AnswerSource.objects.quoted().order_by("number"))
    )
    rows = [(question.conversation_id, *_subjects(question)) for question in asked]
    operators = Counter(_operator_name(code) for row in rows for code in row[1] or [""])
    themes = Counter(theme for row in rows for theme in row[2] or [""])
    exchanges = len({row[0] for row in rows})
    return DaySummary(day, len(rows), exchanges, operators.most_common(), themes.most_common())


def _subjects(question: Question) -> tuple[list[str], list[str]]:
    """Operators and themes of a question; those of the source quoted first when it names none."""
    quoted = [source for answer in question.answers.all() for source in answer.sources.all()]
    operators = question.operators or [source.operator for source in quoted[:1]]
    themes = question.themes or [source.theme for source in quoted[:1] if source.theme]
    return operators, themes


def _number_of(count: int, noun: str) -> str:
    return f"{count} {noun}{'s' if count > 1 else ''}"


def _counted(title: str, counts: list[tuple[str, int]]) -> list[str]:
    return ["", title, *(f"- {name or 'Non reconnu'} : {count}" for name, count in counts)]


def _operator_name(code: str) -> str:
    try:
        return OPERATOR_NAMES[Operator(code)]
    except ValueError:
        return code
