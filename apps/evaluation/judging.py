"""What can be said of one answer without a person: facts covered, quotes exact, figures supported,
declined rightly; and the verdict that follows."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from apps.answering.enums import CheckStatus, ProblemKind
from apps.evaluation.answers import Record, facts_found
from apps.evaluation.enums import Verdict
from apps.evaluation.estimation import Estimate, Stratum, stratified_share
from apps.evaluation.golden import GoldenQuestion

_HARMFUL = (ProblemKind.FIGURE_ABSENT, ProblemKind.CONTACT_ABSENT)

# Parts of the demand by operator, as the files name them; the rest is « autre » (PRODUCT).
DEMAND: dict[str, int] = {
    "France Titres": 19,
    "Caf": 16,
    "Assurance maladie": 16,
    "DGFiP": 15,
    "Assurance retraite": 14,
}
OTHERS, DEMAND_OF_OTHERS = "Autre", 20


@dataclass(frozen=True, slots=True)
class Checks:
    """Counts of one answer. `declined_rightly`: declined if and only if it cannot be answered."""

    facts: int
    facts_covered: int
    sentences: int
    supported: int
    quotes: int
    verbatim_quotes: int
    harmful_figures: int
    declined_rightly: bool
    cites_gold: bool


def check(record: Record, question: GoldenQuestion) -> Checks:
    """Deterministic: the same answer always gets the same counts."""
    citations = [c for sentence in record.sentences for c in sentence.citations]
    facts = facts_found(record, question)
    return Checks(
        facts=len(facts),
        facts_covered=sum(any(ways) for ways in facts),
        sentences=len(record.sentences),
        supported=sum(each.check is CheckStatus.SUPPORTED for each in record.sentences),
        quotes=len(citations),
        verbatim_quotes=sum(bool(c.quote) and c.quote in c.passage.text for c in citations),
        harmful_figures=sum(
            problem.kind in _HARMFUL for each in record.sentences for problem in each.problems
        ),
        declined_rightly=record.status.is_declined != question.is_answerable,
        cites_gold=any(each.passage.sheet_id in question.gold for each in citations),
    )


def verdict_of(checks: Checks, question: GoldenQuestion) -> Verdict:
    """The verdict that the counts allow. It is strict: *right* needs every fact and no doubt.

    *Dangerous*: a figure or contact that no cited passage bears, or a quote that is not word for
    word. *Wrong*: declined or answered against the rule, or no fact covered. *Right*: all facts
    covered (a gold sheet cited, where none are listed) and every sentence supported.
    """
    if checks.harmful_figures or checks.verbatim_quotes < checks.quotes:
        return Verdict.DANGEROUS
    if not checks.declined_rightly:
        return Verdict.WRONG
    if not question.is_answerable:
        return Verdict.RIGHT
    covers = checks.facts_covered == checks.facts if checks.facts else checks.cites_gold
    if covers and checks.supported == checks.sentences:
        return Verdict.RIGHT
    return Verdict.PARTIAL if checks.facts_covered or checks.cites_gold else Verdict.WRONG


def share_weighted_like_demand(
    verdicts: Iterable[tuple[str, str]], counted: Verdict
) -> Estimate | None:
    """The share of one verdict among (operator, verdict) pairs, each operator weighing what it has
    of the demand (19/16/16/15/14/20); None without any."""
    judged: Counter[str] = Counter()
    hits: Counter[str] = Counter()
    for operator, verdict in verdicts:
        group = operator if operator in DEMAND else OTHERS
        judged[group] += 1
        hits[group] += verdict == counted
    weights = {**DEMAND, OTHERS: DEMAND_OF_OTHERS}
    return stratified_share(
        Stratum(weight, judged[group], hits[group]) for group, weight in weights.items()
    )


def sentences_as_json(record: Record) -> list[dict[str, Any]]:
    """What is kept of the answer of a run."""
    return [
        {
            "text": sentence.text,
            "check": sentence.check.value,
            "problems": [problem.text for problem in sentence.problems],
            "citations": [
                {
                    "sheet": citation.passage.sheet_id,
                    "section": citation.passage.section,
                    "passage": citation.passage.id,
                    "quote": citation.quote,
                    "is_verbatim": citation.quote in citation.passage.text,
                }
                for citation in sentence.citations
            ],
        }
        for sentence in record.sentences
    ]


def totals(checks: Iterable[Mapping[str, Any]]) -> dict[str, int]:
    """Sums over the stored checks of a run."""
    sums: Counter[str] = Counter()
    for each in checks:
        sums.update({name: int(value) for name, value in each.items()})
    return dict(sums)
