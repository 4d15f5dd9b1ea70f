"""What a model that judges said of a run or of two, and what people said of the same answers."""

from dataclasses import dataclass

from apps.evaluation.enums import NotJudged, Verdict
from apps.evaluation.models import (
    Comparison,
    EvaluationCase,
    EvaluationRun,
    Judging,
    Opinion,
)
from apps.evaluation.opinions import Grades, OpinionTotals, Said, opinion_totals
from apps.evaluation.reports import Criterion


def last_judging(run: EvaluationRun) -> Judging | None:
    """The latest request for the opinion of a model; None when nobody asked."""
    return run.judgings.first()


def judging_totals(judging: Judging) -> OpinionTotals:
    """Of the answers of the run, so far."""
    return opinion_totals(map(_said, judging.opinions.filter(result__isnull=False)))


def verdict_shares(totals: OpinionTotals) -> list[tuple[Verdict, Criterion]]:
    """How often each verdict was given, among the answers that got one."""
    return [
        (verdict, Criterion(verdict.value, count, totals.n))
        for verdict, count in totals.verdicts.items()
    ]


def _said(opinion: Opinion) -> Said:
    if opinion.reason:
        return Said(None, NotJudged(opinion.reason))
    return Said(Grades(Verdict(opinion.verdict), opinion.scores))


def blind_pairs(model: str, prompt_version: str) -> list[tuple[str, str]]:
    """(people's, model's) verdict of each answer of a run that a person judged without sight of
    the model's."""
    opinions = Opinion.objects.filter(
        judging__model=model, judging__prompt_version=prompt_version, result__is_blind=True
    ).exclude(verdict="")
    return list(opinions.values_list("result__human_verdict", "verdict"))


@dataclass(frozen=True, slots=True)
class ComparedOpinions:
    """One model's opinions of two runs; `cases`: each question with that of the first and that of
    the second, None where it was not asked."""

    judge: Judging
    first: OpinionTotals
    second: OpinionTotals
    cases: list[tuple[EvaluationCase, Opinion | None, Opinion | None]]

    @property
    def verdicts(self) -> list[tuple[Verdict, int, int]]:
        """How often each verdict was given to the first run, and to the second."""
        return [
            (verdict, count, self.second.verdicts[verdict])
            for verdict, count in self.first.verdicts.items()
        ]

    @property
    def means(self) -> list[tuple[str, float | None, float | None]]:
        """The mean score of each criterion, of the first run and of the second."""
        pairs = zip(self.first.scores, self.second.scores, strict=True)
        return [(first.name, first.mean, second.mean) for first, second in pairs]


def compared_opinions(comparison: Comparison) -> ComparedOpinions | None:
    """By the model that judged both runs last, with one prompt; None when none judged both."""
    second = {(each.model, each.prompt_version): each for each in comparison.second.judgings.all()}
    for judging in comparison.first.judgings.all():
        other = second.get((judging.model, judging.prompt_version))
        if other is not None:
            firsts, seconds = _by_case(judging), _by_case(other)
            cases = comparison.first.set.cases.filter(pk__in=firsts.keys() | seconds.keys())
            return ComparedOpinions(
                judge=judging,
                first=judging_totals(judging),
                second=judging_totals(other),
                cases=[(case, firsts.get(case.pk), seconds.get(case.pk)) for case in cases],
            )
    return None


def _by_case(judging: Judging) -> dict[int, Opinion]:
    opinions = judging.opinions.filter(result__isnull=False).select_related("result")
    return {each.result.case_id: each for each in opinions if each.result}
