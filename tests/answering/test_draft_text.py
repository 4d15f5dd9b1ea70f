"""The light Markdown of a draft, its rewritings by rules, its checks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.answering.draft_checking import doubts_of
from apps.answering.draft_text import LineKind, blocks_of, cited_numbers, read_draft, write_draft
from apps.answering.enums import CheckStatus, Operator, PassageKind, Section
from apps.answering.passages import Passage
from apps.answering.rewriting import (
    SMS_LENGTH,
    NothingToRewrite,
    Rewriting,
    rewrite,
)

DRAFT = """## En bref
La carte coûte **25 €**. [1] Elle se demande en mairie. [2]

## Pièces à fournir
Il faut présenter : [3]
- Photo d’identité
- Timbre fiscal de 25 € [1]

## Délai
La carte est prête en 3 semaines. [2]

## Où et comment
Prenez rendez-vous en mairie. [2] Allez-y vous-même. [2]"""
QUESTION = "Combien coûte la carte et quels papiers apporter ?"


def passage(text: str) -> Passage:
    return Passage(
        id="1",
        sheet_id="F1",
        revision_id="1",
        sheet_title="Carte",
        heading_path=(),
        text=text,
        text_hash="",
        kind=PassageKind.COST,
        operator=Operator.ANTS,
        theme="",
        source_url="",
        source_date=None,
    )


PASSAGES = [
    passage("La carte coûte 25 €. Timbre fiscal de 25 €"),
    passage(
        "Elle se demande en mairie. La carte est prête en 3 semaines. "
        "Prenez rendez-vous en mairie. Allez-y vous-même."
    ),
    passage("Il faut présenter : Photo d’identité"),
]


def test_a_marker_belongs_to_the_sentence_before_it() -> None:
    line = read_draft("La carte coûte 25 €. [1] Elle se demande [2, 3] en mairie.")[0]
    assert [(s.text, s.numbers) for s in line.sentences] == [
        ("La carte coûte 25 €.", (1,)),
        ("Elle se demande en mairie.", (2, 3)),
    ]


def test_items_take_the_sources_of_their_lead_in() -> None:
    items = [line for line in read_draft(DRAFT) if line.kind is LineKind.BULLET]
    assert [item.sentences[0].numbers for item in items] == [(3,), (1,)]


def test_headings_name_the_parts_of_an_answer() -> None:
    sections = {line.section for line in read_draft(DRAFT)}
    assert sections == {Section.SUMMARY, Section.PAPERS, Section.DELAY, Section.WHERE}
    assert read_draft("## Autre chose\nTexte.")[1].section is None


def test_writing_what_was_read_changes_nothing() -> None:
    assert write_draft(read_draft(DRAFT)) == DRAFT


@given(st.text(alphabet="ab .\n#-[]1*⟦", max_size=120))
def test_any_text_reads_the_same_after_one_writing(text: str) -> None:
    written = write_draft(read_draft(text))
    assert write_draft(read_draft(written)) == written


def test_steps_that_follow_each_other_make_one_list() -> None:
    kinds = [(b.kind, len(b.lines)) for b in blocks_of(read_draft("1. Un\n2. Deux\n- Trois"))]
    assert kinds == [(LineKind.STEP, 2), (LineKind.BULLET, 1)]


def test_shortening_keeps_the_summary_and_what_was_asked() -> None:
    short = rewrite(DRAFT, Rewriting.SHORTER, question=QUESTION, subject="Carte")
    assert "## En bref" in short
    assert "## Pièces à fournir" in short
    assert "## Délai" not in short
    assert "## Où et comment" not in short


def test_steps_are_numbered_sentences_of_the_procedure_with_their_sources() -> None:
    steps = rewrite(DRAFT, Rewriting.STEPS, question=QUESTION, subject="Carte")
    assert "1. Prenez rendez-vous en mairie. [2]\n2. Allez-y vous-même. [2]" in steps
    assert cited_numbers(read_draft(steps)) == cited_numbers(read_draft(DRAFT))


def test_steps_are_refused_without_a_procedure() -> None:
    with pytest.raises(NothingToRewrite, match="Où et comment"):
        rewrite("## En bref\nOui.", Rewriting.STEPS, question=QUESTION, subject="Carte")


@pytest.mark.parametrize("first", [Rewriting.EMAIL, Rewriting.LETTER])
def test_an_email_becomes_a_letter_and_back_without_doubling_formulas(first: Rewriting) -> None:
    once = rewrite(DRAFT, first, question=QUESTION, subject="Carte")
    other = Rewriting.LETTER if first is Rewriting.EMAIL else Rewriting.EMAIL
    twice = rewrite(once, other, question=QUESTION, subject="Carte")
    assert twice == rewrite(DRAFT, other, question=QUESTION, subject="Carte")
    with pytest.raises(NothingToRewrite):
        rewrite(once, first, question=QUESTION, subject="Carte")


def test_a_text_message_holds_whole_sentences_within_its_length() -> None:
    long = "## En bref\n" + " ".join(f"Phrase numéro {n} de la réponse. [1]" for n in range(40))
    written = rewrite(long, Rewriting.SMS, question=QUESTION, subject="Carte")
    sentences = [s for line in read_draft(written) for s in line.sentences]
    assert len(" ".join(s.text for s in sentences)) <= SMS_LENGTH
    assert sentences[-1].text.endswith("de la réponse.")


def test_no_rewriting_adds_a_doubt() -> None:
    assert doubts_of(read_draft(DRAFT), PASSAGES) == []
    for rewriting in set(Rewriting) - {Rewriting.SIMPLER}:
        text = rewrite(DRAFT, rewriting, question=QUESTION, subject="Carte 2020")
        assert doubts_of(read_draft(text), PASSAGES) == [], rewriting


@pytest.mark.parametrize(
    ("typed", "check"),
    [
        ("La carte coûte 30 €. [1]", CheckStatus.TO_CHECK),
        ("La carte se demande aussi en préfecture.", CheckStatus.UNSUPPORTED),
        ("Environ 3 semaines.", CheckStatus.UNSUPPORTED),
        ("Appelez le 08 36 65 65 65 pour la carte. [1]", CheckStatus.UNSUPPORTED),
        ("La carte coûte 25 €. [9]", CheckStatus.UNSUPPORTED),
    ],
)
def test_what_no_source_bears_is_doubted(typed: str, check: CheckStatus) -> None:
    doubts = doubts_of(read_draft(typed), PASSAGES)
    assert [doubt.check for doubt in doubts] == [check]
    assert doubts[0].reasons


def test_a_contact_she_typed_is_doubted_but_stays_in_the_words_of_the_doubt() -> None:
    (doubt,) = doubts_of(read_draft("Appelez le 08 36 65 65 65. [1]"), PASSAGES)
    assert "08 36 65 65 65" in doubt.text
    assert "retirée" not in " ".join(doubt.reasons)


@pytest.mark.parametrize("typed", ["Bonjour Madame,", "Voici les papiers à apporter :"])
def test_words_that_state_nothing_are_not_doubted(typed: str) -> None:
    assert doubts_of(read_draft(typed), PASSAGES) == []
