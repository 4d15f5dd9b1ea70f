"""What the pages of evaluation show: quality of a run, outcome of a comparison, releases."""

from collections import Counter
from dataclasses import dataclass
from statistics import median
from uuid import UUID

from apps.evaluation.agreement import Agreement, agreement
from apps.evaluation.enums import Choice, ReleaseState, RunStatus, Verdict
from apps.evaluation.estimation import Estimate
from apps.evaluation.intervals import wilson
from apps.evaluation.judging import share_weighted_like_demand, totals
from apps.evaluation.models import (
    Comparison,
    EvaluationCase,
    EvaluationResult,
    EvaluationRun,
    EvaluationSet,
    ReleaseDecision,
)
from apps.evaluation.releases import current_release


@dataclass(frozen=True, slots=True)
class Criterion:
    """Something that checks count: `hits` out of `n`."""

    name: str
    hits: int
    n: int

    @property
    def share(self) -> float | None:
        return self.hits / self.n if self.n else None

    @property
    def interval(self) -> tuple[float, float] | None:
        return wilson(self.hits, self.n)


@dataclass(frozen=True, slots=True)
class RunQuality:
    """`exactness` and `danger`: shares of *right* and *dangerous*, weighted like demand, a
    person's verdict standing above that of the checks; `judged_by_people`: how many had one."""

    n: int
    judged_by_people: int
    exactness: Estimate | None
    danger: Estimate | None
    verdicts: dict[str, int]
    criteria: list[Criterion]
    median_milliseconds: float | None


def run_quality(run: EvaluationRun) -> RunQuality:
    """Of the answers that the run has so far."""
    results = list(run.results.select_related("case"))
    pairs = [(result.case.operator, result.verdict) for result in results]
    sums = Counter(totals(result.checks for result in results))
    return RunQuality(
        n=len(results),
        judged_by_people=sum(bool(result.human_verdict) for result in results),
        exactness=share_weighted_like_demand(pairs, Verdict.RIGHT),
        danger=share_weighted_like_demand(pairs, Verdict.DANGEROUS),
        verdicts=dict(Counter(verdict for _operator, verdict in pairs)),
        criteria=[
            Criterion("facts", sums["facts_covered"], sums["facts"]),
            Criterion("quotes", sums["verbatim_quotes"], sums["quotes"]),
            Criterion("sentences", sums["supported"], sums["sentences"]),
            Criterion("declining", sums["declined_rightly"], len(results)),
        ],
        median_milliseconds=median(each.milliseconds for each in results) if results else None,
    )


def checks_agreement(run: EvaluationRun) -> Agreement | None:
    """Of what the checks say with what people said in this run."""
    judged = run.results.exclude(human_verdict="")
    return agreement(judged.values_list("checked_verdict", "human_verdict"))


@dataclass(frozen=True, slots=True)
class ComparisonOutcome:
    """Preferences counted for each run once the sides are put right."""

    first: int
    second: int
    same: int
    neither: int

    @property
    def decided(self) -> int:
        return self.first + self.second

    @property
    def interval(self) -> tuple[float, float] | None:
        """Of the share of the first run among the decided ones."""
        return wilson(self.first, self.decided)


def comparison_outcome(comparison: Comparison) -> ComparisonOutcome:
    counts: Counter[str] = Counter()
    for choice, swapped in comparison.preferences.values_list("choice", "is_swapped"):
        if choice in (Choice.LEFT, Choice.RIGHT):
            counts["first" if (choice == Choice.LEFT) != swapped else "second"] += 1
        else:
            counts[choice] += 1
    return ComparisonOutcome(
        counts["first"], counts["second"], counts[Choice.SAME], counts[Choice.NEITHER]
    )


def case_to_compare(comparison: Comparison, user_id: UUID) -> EvaluationCase | None:
    """The next question that both runs answered and this person has not judged."""
    both = EvaluationCase.objects.filter(results__run=comparison.first_id).filter(
        results__run=comparison.second_id
    )
    done = comparison.preferences.filter(judge=user_id).values("case")
    return both.exclude(pk__in=done).order_by("external_id").first()


def result_of(run: EvaluationRun, case: EvaluationCase) -> EvaluationResult:
    return run.results.get(case=case)


def finished_runs(evaluation_set: EvaluationSet) -> list[EvaluationRun]:
    return list(evaluation_set.runs.filter(status=RunStatus.DONE))


def release_state() -> ReleaseState:
    """What the gate says of the release that answers in this process."""
    decision = latest_decision(current_release().fingerprint)
    if decision is None:
        return ReleaseState.NEVER_EVALUATED
    return ReleaseState.ACCEPTED if decision.is_accepted else ReleaseState.REFUSED


def refused_release() -> ReleaseDecision | None:
    """Why the gate refused the release that answers in this process; None when it did not."""
    decision = latest_decision(current_release().fingerprint)
    return decision if decision and not decision.is_accepted else None


def latest_decision(fingerprint: str) -> ReleaseDecision | None:
    """The last word on a release; None when it was never put to the gate."""
    decisions = ReleaseDecision.objects.filter(fingerprint=fingerprint)
    return decisions.select_related("run", "decided_by").first()
