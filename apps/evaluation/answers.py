"""Figures of a run over golden questions: what was answered, covered, supported, how fast."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median, quantiles
from typing import Any

from apps.answering.enums import AnswerStatus, CheckStatus
from apps.answering.events import Sentence
from apps.evaluation.golden import GoldenQuestion, bare
from apps.evaluation.intervals import wilson


@dataclass(frozen=True, slots=True)
class Record:
    """How one golden question was answered; `milliseconds` from sending to the last event."""

    question_id: str
    status: AnswerStatus
    sentences: tuple[Sentence, ...] = ()
    milliseconds: float = 0.0


def measure(records: Sequence[Record], questions: Sequence[GoldenQuestion]) -> dict[str, Any]:
    """The figures of `manage.py evaluate answers`; shares stand with their 95 % interval.

    A question without record counts for nothing.
    """
    by_id = {record.question_id: record for record in records}
    asked = [(by_id[question.id], question) for question in questions if question.id in by_id]
    sentences = [sentence for record, _ in asked for sentence in record.sentences]
    lengths = [_words(record) for record, _ in asked if record.sentences]
    return {
        "n": len(asked),
        "status": dict(Counter(record.status.value for record, _ in asked)),
        **_coverage(asked),
        **_declining(asked),
        **_share(
            "supported_sentence_rate",
            [sentence.check is CheckStatus.SUPPORTED for sentence in sentences],
        ),
        **_share("verbatim_quote_rate", _quotes_are_verbatim(sentences)),
        "median_words": median(lengths) if lengths else None,
        "latency_ms": _latency([record.milliseconds for record, _ in asked]),
    }


def _coverage(asked: Iterable[tuple[Record, GoldenQuestion]]) -> dict[str, Any]:
    """Facts of answerable questions whose quote is in the draft or in the quotes it cites."""
    found: list[bool] = []
    in_text: list[bool] = []
    per_kind: defaultdict[str, list[bool]] = defaultdict(list)
    for record, question in asked:
        if not question.is_answerable:
            continue
        for is_in_text, is_cited in facts_found(record, question):
            in_text.append(is_in_text)
            found.append(is_in_text or is_cited)
            per_kind[question.kind].append(found[-1])
    return {
        **_share("fact_coverage", found),
        **_share("fact_coverage_in_text", in_text),
        "facts": len(found),
        "per_kind": {kind: _share("fact_coverage", hits) for kind, hits in per_kind.items()},
    }


def facts_found(record: Record, question: GoldenQuestion) -> list[tuple[bool, bool]]:
    """For each fact of a question: is its quote in the text, is it in a quote that is cited."""
    text = bare(" ".join(sentence.text for sentence in record.sentences))
    quotes = [bare(c.quote) for sentence in record.sentences for c in sentence.citations]
    facts = [bare(fact) for fact in question.facts]
    return [(fact in text, any(fact in quote for quote in quotes)) for fact in facts]


def _declining(asked: Iterable[tuple[Record, GoldenQuestion]]) -> dict[str, Any]:
    pairs = [(record.status.is_declined, not question.is_answerable) for record, question in asked]
    return {
        **_share("answered_rate", [not declined for declined, beyond in pairs if not beyond]),
        "abstention": {
            **_share("precision", [beyond for declined, beyond in pairs if declined]),
            **_share("recall", [declined for declined, beyond in pairs if beyond]),
        },
    }


def _share(name: str, hits: Sequence[bool]) -> dict[str, Any]:
    """The share of true among `hits` with its interval; None when there is nothing to count."""
    value = sum(hits) / len(hits) if hits else None
    return {name: value, f"{name}_interval": wilson(sum(hits), len(hits))}


def _quotes_are_verbatim(sentences: Iterable[Sentence]) -> list[bool]:
    return [
        bool(citation.quote) and citation.quote in citation.passage.text
        for sentence in sentences
        for citation in sentence.citations
    ]


def _latency(milliseconds: Sequence[float]) -> dict[str, float | None]:
    if len(milliseconds) < 2:
        return {"p50": milliseconds[0] if milliseconds else None, "p95": None}
    cuts = quantiles(milliseconds, n=20, method="inclusive")
    return {"p50": cuts[9], "p95": cuts[18]}


def _words(record: Record) -> int:
    return sum(len(sentence.text.split()) for sentence in record.sentences)
