"""Figures of a run of answers, on cases counted by hand."""

import pytest

from apps.answering.enums import AnswerStatus, CheckStatus, Section
from apps.answering.events import Citation, Sentence
from apps.evaluation.answers import Record, measure
from apps.evaluation.golden import GoldenQuestion
from apps.evaluation.intervals import wilson
from tests.answering.support import passage

SOURCE = passage("1 personne | Entre 9 032 € et 12 193 €\nLa carte est gratuite.")


def sentence(text, quote="La carte est gratuite.", check=CheckStatus.SUPPORTED):
    return Sentence(0, Section.SUMMARY, text, (Citation(1, SOURCE, quote),), check)


def question(name, *quotes, kind="simple"):
    return GoldenQuestion(id=name, kind=kind, question="?", history=(), gold=(), facts=quotes)


RECORDS = [
    Record("a", AnswerStatus.ANSWERED, (sentence("Carte gratuite"),), 100),
    Record(
        "b",
        AnswerStatus.ANSWERED,
        (sentence("x y z", quote="1 personne | Entre 9 032 € et 12 193 €"),) * 2
        + (sentence("w", quote="inventé", check=CheckStatus.TO_CHECK),),
        200,
    ),
    Record("c", AnswerStatus.ABSTAINED_NO_SHEET, (), 300),
    Record("d", AnswerStatus.ABSTAINED_NO_SHEET, (), 400),
    Record("e", AnswerStatus.ANSWERED, (), 500),
]
QUESTIONS = [
    question("a", "Carte gratuite", "La carte est  gratuite"),
    question("b", "1 personneEntre 9 032 € et 12 193 €", "absent"),
    question("c", "absent aussi"),
    question("d", kind="unanswerable"),
    question("e", kind="unanswerable"),
    question("not run", "rien"),
]


def test_it_counts_facts_in_the_text_and_in_the_quotes():
    figures = measure(RECORDS, QUESTIONS)
    assert figures["n"] == 5
    assert figures["facts"] == 5
    assert figures["fact_coverage"] == pytest.approx(3 / 5)
    assert figures["fact_coverage_in_text"] == pytest.approx(1 / 5)


def test_it_counts_what_was_declined_rightly_and_wrongly():
    figures = measure(RECORDS, QUESTIONS)
    assert figures["answered_rate"] == pytest.approx(2 / 3)
    assert figures["abstention"]["precision"] == pytest.approx(1 / 2)
    assert figures["abstention"]["recall"] == pytest.approx(1 / 2)
    assert figures["status"] == {"answered": 3, "abstained_no_sheet": 2}


def test_it_counts_supported_sentences_verbatim_quotes_words_and_time():
    figures = measure(RECORDS, QUESTIONS)
    assert figures["supported_sentence_rate"] == pytest.approx(3 / 4)
    assert figures["verbatim_quote_rate"] == pytest.approx(3 / 4)
    assert figures["median_words"] == pytest.approx((2 + 7) / 2)
    assert figures["latency_ms"]["p50"] == 300


def test_nothing_counted_gives_no_figure():
    figures = measure([], [])
    assert figures["fact_coverage"] is None
    assert figures["fact_coverage_interval"] is None
    assert figures["median_words"] is None


def test_the_interval_is_wilson_s():
    assert wilson(8, 10) == pytest.approx((0.4902, 0.9433), abs=1e-4)
    assert wilson(0, 0) is None
    assert wilson(10, 10)[1] == 1.0
