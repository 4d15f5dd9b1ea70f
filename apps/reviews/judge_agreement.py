"""How far the models that judge agree with people, on the same answers."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import F

from apps.evaluation.agreement import LEAST_PAIRS, Agreement, Compared, agreement, compared
from apps.evaluation.enums import CRITERIA, Verdict
from apps.evaluation.judge_reports import blind_pairs
from apps.evaluation.models import Judging, Opinion
from apps.reviews.enums import ReviewStage
from apps.reviews.models import Review


@dataclass(frozen=True, slots=True)
class CriterionAgreement:
    """Scores from 1 to 5 of a model beside those of people; `near`: the share that differ by one
    point at most."""

    name: str
    agreement: Agreement | None
    near: float | None


@dataclass(frozen=True, slots=True)
class JudgeAgreement:
    """One model with one prompt. `reviewed`: on answers that golden questions were made of, with
    the verdict that holds; `blind`: on answers of runs, with people who did not see what it says.
    """

    model: str
    prompt_version: str
    reviewed: Compared
    blind: Compared
    criteria: list[CriterionAgreement]


def judge_agreements() -> list[JudgeAgreement]:
    """Of every model and prompt that was asked, the latest first.

    Over the whole country: tables too small to show anything are not shown (`Compared.is_enough`),
    and they count answers, of which golden questions are open to all supervisors.
    """
    asked = Judging.objects.order_by("-created_at").values_list("model", "prompt_version")
    return [_agreement_of(*judge) for judge in dict.fromkeys(asked)]


def _agreement_of(model: str, prompt_version: str) -> JudgeAgreement:
    opinions = {
        opinion.answer_id: opinion
        for opinion in Opinion.objects.filter(
            judging__model=model, judging__prompt_version=prompt_version, answer__isnull=False
        ).exclude(verdict="")
    }
    reviews = _reviews_that_hold(opinions)
    pairs = [(review, opinions[answer]) for answer, review in reviews.items()]
    verdicts = [(review.verdict, opinion.verdict) for review, opinion in pairs]
    return JudgeAgreement(
        model=model,
        prompt_version=prompt_version,
        reviewed=compared(verdicts, Verdict.values),
        blind=compared(blind_pairs(model, prompt_version), Verdict.values),
        criteria=[_on_criterion(name, pairs) for name in CRITERIA],
    )


def _reviews_that_hold(answers: Iterable[UUID | None]) -> dict[UUID, Review]:
    """Of each settled answer, the first review whose verdict is the one that holds."""
    reviews = Review.objects.current().filter(
        answer__in=list(answers),
        answer__review_item__stage=ReviewStage.DONE,
        answer__review_item__verdict=F("verdict"),
    )
    return {review.answer_id: review for review in reviews.order_by("-round")}


def _on_criterion(name: str, pairs: list[tuple[Review, Opinion]]) -> CriterionAgreement:
    scores = [(getattr(review, name), getattr(said, name)) for review, said in pairs]
    if len(scores) < LEAST_PAIRS:
        return CriterionAgreement(name, None, None)
    near = sum(abs(person - model) <= 1 for person, model in scores) / len(scores)
    return CriterionAgreement(name, agreement((str(a), str(b)) for a, b in scores), near)
