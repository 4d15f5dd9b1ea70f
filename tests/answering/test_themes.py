"""Themes proposed for a request, from the sheets found."""

from dataclasses import replace

from apps.answering.events import SourcesFound
from apps.answering.extractive import ExtractiveDrafter
from apps.answering.themes import themes_of
from tests.answering.support import sheet
from tests.answering.test_pipeline import collect


def of(*themes):
    return themes_of([replace(sheet(), theme=theme) for theme in themes])


def test_it_proposes_the_theme_of_the_best_sheets():
    assert of("Logement", "Logement", "Famille") == ("Logement",)


def test_it_proposes_two_when_the_sheets_are_divided():
    assert of("Logement", "Famille", "Famille") == ("Logement", "Famille")


def test_a_sheet_without_theme_or_far_down_says_nothing():
    assert of("", "", "Famille") == ("Famille",)
    assert of("Logement", *[""] * 4, "Famille") == ("Logement",)
    assert of() == ()


async def test_the_pipeline_proposes_them_with_the_sources():
    [found] = [e for e in await collect(ExtractiveDrafter()) if isinstance(e, SourcesFound)]
    assert found.themes == ("Papiers - Citoyenneté",)
