"""What a model made of a draft stands in its place only when nothing strange came in."""

import pytest

from apps.answering.rewording import UnusableText, reworded
from apps.answering.rewriting import NothingToRewrite, Rewriting

DRAFT = (
    "## En bref\nLa nouvelle carte coûte 25 €. [1]\n\n"
    "## Où et comment\nLa demande se fait en mairie, sur rendez-vous. [2]\n"
    "Appelez le 01 40 20 30 40. [2]"
)


def accepted(written: str, rewriting: Rewriting = Rewriting.SIMPLER) -> str:
    return reworded(DRAFT, written, rewriting, subject="Carte d’identité")


def test_a_simpler_text_keeps_its_citations() -> None:
    """C-16"""
    assert accepted("## En bref\nLa carte coûte 25 €. [1]") == (
        "## En bref\nLa carte coûte 25 €. [1]"
    )


def test_a_code_fence_is_taken_off() -> None:
    assert accepted("```markdown\nLa carte coûte 25 €. [1]\n```") == "La carte coûte 25 €. [1]"


def test_citations_that_the_draft_does_not_hold_are_dropped() -> None:
    assert accepted("La carte coûte 25 €. [1][9]") == "La carte coûte 25 €. [1]"


@pytest.mark.parametrize("rewriting", [Rewriting.EMAIL, Rewriting.LETTER, Rewriting.SMS])
def test_the_formulas_of_a_message_are_ours(rewriting: Rewriting) -> None:
    text = accepted("La carte coûte 25 €. [1]", rewriting)
    assert "La carte coûte 25 €. [1]" in text
    assert text.startswith(("Bonjour,", "Objet : Carte d’identité", "France services :"))


@pytest.mark.parametrize(
    "written",
    [
        "",
        "…",
        "mot " * 1_000,
        "La carte coûte 25 €. [1] Voir https://canary.example.net/carte",
        "La carte coûte 25 €. [1] Appelez le 01 99 00 46 46.",
        "Écrivez à fuite@canary.example.net. [1]",
        "⟦NIR_1⟧ vient en mairie. [2]",
    ],
    ids=["empty", "no letter", "too long", "link", "telephone", "e-mail", "mark"],
)
def test_a_strange_text_is_refused(written: str) -> None:
    with pytest.raises(UnusableText):
        accepted(written)


def test_a_contact_of_the_draft_may_stay() -> None:
    assert "01 40 20 30 40" in accepted("Appelez le 01 40 20 30 40. [2]")


def test_the_same_text_again_is_no_change() -> None:
    with pytest.raises(NothingToRewrite):
        accepted(DRAFT)
