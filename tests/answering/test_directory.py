"""Published contacts: what drafts may name, and whom an abstention sends to."""

import pytest

from apps.answering.checking import check_sentence
from apps.answering.directory import contacts_to_ask, directory_text
from apps.answering.draft_checking import doubts_of
from apps.answering.draft_text import read_draft
from apps.answering.enums import AnswerStatus, CheckStatus, Operator, ProblemKind, Section
from apps.answering.events import SentenceChecked
from apps.answering.masking import MaskedText
from apps.answering.passages import Findings, PublishedContact
from apps.answering.pipeline import answer
from apps.answering.ports import Understanding
from tests.answering.support import LOST_CARD, MemoryRetriever, ScriptedDrafter, sheet

ANTS = PublishedContact(
    "France Titres",
    Operator.ANTS,
    phone="34 00",
    url="https://ants.gouv.fr/nous-contacter",
    email="contact@ants.example.fr",
)
CAF = PublishedContact("Caf", Operator.CAF, phone="32 30")
DIRECTORY = directory_text([ANTS, CAF])
SAID = "La déclaration de perte sera faite au guichet : {}."


def kinds(checked):
    return {problem.kind for problem in checked.problems}


@pytest.mark.parametrize(
    "contact",
    [
        "appelez le 3400",
        "appelez le 34 00",
        "voir https://ants.gouv.fr/nous-contacter",
        "voir www.ants.gouv.fr/nous-contacter",
        "écrire à contact@ants.example.fr",
    ],
)
def test_a_draft_may_name_a_published_contact(contact):
    """C-09"""
    text = SAID.format(contact)
    checked = check_sentence(text, [1], LOST_CARD, Section.SUMMARY, DIRECTORY)
    assert checked.text == text
    assert kinds(checked) & {ProblemKind.CONTACT_ABSENT, ProblemKind.FIGURE_ABSENT} == set()
    without = check_sentence(text, [1], LOST_CARD, Section.SUMMARY)
    assert ProblemKind.CONTACT_ABSENT in kinds(without)


@pytest.mark.parametrize(
    "contact",
    [
        "appelez le 3401",
        "appelez le 01 34 00 34 00",
        "voir https://ants.gouv.fr/nous-contacter/urgence",
        "voir https://ants.gouv.fr.example.com/nous-contacter",
        "voir https://faux-ants.gouv.fr/nous-contacter",
        "écrire à autre.contact@ants.example.fr",
    ],
)
def test_a_contact_that_resembles_a_published_one_is_removed(contact):
    """C-09"""
    checked = check_sentence(SAID.format(contact), [1], LOST_CARD, Section.SUMMARY, DIRECTORY)
    assert contact.split()[-1] not in checked.text
    assert checked.check is CheckStatus.UNSUPPORTED


def test_the_directory_bears_no_figure_other_than_contacts():
    """C-09"""
    directory = "32 30\nhttps://example.fr/25"
    text = "La déclaration de perte sera faite au guichet et coûte 30 €."
    checked = check_sentence(text, [1], LOST_CARD, Section.SUMMARY, directory)
    assert checked.check is not CheckStatus.SUPPORTED


def test_a_counsellor_s_draft_may_name_a_published_contact():
    """C-09"""
    lines = read_draft(SAID.format("appelez le 3400") + " [1]")
    assert doubts_of(lines, LOST_CARD, DIRECTORY) == []
    assert doubts_of(lines, LOST_CARD)


async def test_a_model_s_draft_keeps_published_numbers_and_loses_invented_ones():
    """C-09"""
    text = "Le renouvellement d'une carte perdue coûte 25 € en timbre fiscal : {}. [3]\n"
    script = ("## Coût\n", text.format("appelez le 3400"), text.format("appelez le 3401"))
    events = [
        event
        async for event in answer(
            MaskedText.from_storage("Combien coûte une carte d'identité perdue ?"),
            (),
            retriever=MemoryRetriever(Findings(LOST_CARD, (sheet(),), contacts=(ANTS,))),
            drafters=[ScriptedDrafter(script)],
        )
    ]
    kept, lost = [e.sentence.text for e in events if isinstance(e, SentenceChecked)]
    assert "appelez le 3400" in kept
    assert "3401" not in lost


def contacts(status, *operators):
    findings = Findings(sheets=(sheet(),), contacts=(CAF, ANTS))
    understanding = Understanding("texte", "texte", operators=operators)
    return contacts_to_ask(status, findings, understanding)


def test_an_abstention_sends_to_the_contacts_of_the_operator_of_the_request():
    """A-12"""
    assert contacts(AnswerStatus.ABSTAINED_NO_SHEET, Operator.CAF) == (CAF,)
    assert contacts(AnswerStatus.ABSTAINED_OUT_OF_SCOPE, Operator.CAF) == (CAF,)


def test_without_operator_it_sends_to_that_of_the_nearest_sheet_but_not_out_of_scope():
    """A-12"""
    assert contacts(AnswerStatus.ABSTAINED_NO_SHEET) == (ANTS,)
    assert contacts(AnswerStatus.ABSTAINED_OUT_OF_SCOPE) == ()
    assert contacts(AnswerStatus.NEEDS_FACTS, Operator.CAF) == ()
