"""Why an answer calls for a review: what checking, counsellors and the request itself tell."""

from collections.abc import Iterable
from uuid import UUID

from apps.answering.enums import AnswerStatus, CheckStatus, ProblemKind
from apps.answering.sensitive import find_sensitive_terms
from apps.conversations.enums import Vote
from apps.conversations.models import Answer, Feedback
from apps.conversations.reports import handover_difference
from apps.reviews.enums import RiskReason
from apps.sheets.models import SheetReport

LEAST_KEPT = 0.5
"""Below this share of proposed words in what was handed over, the answer was heavily edited."""


def reasons_of(answers: Iterable[Answer]) -> dict[UUID, list[str]]:
    """Reasons by answer, heaviest first; sentences, sources and question are loaded."""
    loaded = list(answers)
    ids = [answer.pk for answer in loaded]
    disliked = set(
        Feedback.objects.filter(answer__in=ids, is_current=True, vote=Vote.NOT_HELPFUL).values_list(
            "answer_id", flat=True
        )
    )
    edited = {answer.pk for answer in _handed_over(ids) if _is_heavily_edited(answer)}
    reported = _reported(loaded)
    return {
        answer.pk: sorted(
            _told_by(answer)
            | ({RiskReason.BADLY_RATED} if answer.pk in disliked else set())
            | ({RiskReason.HEAVILY_EDITED} if answer.pk in edited else set())
            | ({RiskReason.REPORTED} if answer.pk in reported else set()),
            key=lambda reason: (-RiskReason(reason).weight, reason),
        )
        for answer in loaded
    }


def _told_by(answer: Answer) -> set[str]:
    """What the answer itself tells."""
    sentences = list(answer.sentences.all())
    checks = {sentence.check_status for sentence in sentences}
    kinds = {problem.get("kind") for sentence in sentences for problem in sentence.problems}
    told = {
        RiskReason.UNSUPPORTED: CheckStatus.UNSUPPORTED in checks,
        RiskReason.TO_CHECK: CheckStatus.TO_CHECK in checks,
        RiskReason.FIGURE: ProblemKind.FIGURE_ABSENT in kinds,
        RiskReason.DECLINED: AnswerStatus(answer.status).is_declined,
        RiskReason.SENSITIVE: bool(
            answer.question.urgency or find_sensitive_terms(answer.question.masked_text)
        ),
    }
    return {reason.value for reason, is_so in told.items() if is_so}


def _handed_over(ids: list[UUID]) -> Iterable[Answer]:
    return Answer.objects.filter(pk__in=ids, handovers__isnull=False).distinct()


def _is_heavily_edited(answer: Answer) -> bool:
    difference = handover_difference(answer)
    return difference is not None and difference.kept < LEAST_KEPT


def _reported(answers: list[Answer]) -> set[UUID]:
    """Answers that quote or found a sheet which their counsellor reported afterwards."""
    reports = SheetReport.objects.filter(
        reporter__in={answer.question.asked_by_id for answer in answers}
    ).values_list("reporter_id", "sheet__external_id", "created_at")
    known = list(reports)
    return {
        answer.pk
        for answer in answers
        for reporter, sheet, at in known
        if reporter == answer.question.asked_by_id
        and at >= answer.created_at
        and any(source.sheet_id == sheet for source in answer.sources.all())
    }
