"""A supervisor looks at figures, keeps an evaluation set, runs it, and meets the release gate."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import ROOT, Served
from tests.evaluation.conftest import GRID, JUDGE
from tests.support.fakellm import FakeLlm
from tests.support.fakellm_modes import Plan

OpenAs = Callable[..., Page]
Check = Callable[[Page], None]
QUESTIONS = ROOT / "apps" / "operations" / "demonstration" / "questions.jsonl"
pytestmark = pytest.mark.timeout(400)
SEASON = ["--desks", "2", "--counsellors", "14", "--requests", "60", "--through-pipeline", "1"]


@pytest.fixture(scope="module")
def model_that_judges() -> Iterator[FakeLlm]:
    with FakeLlm(Plan(text=json.dumps(GRID))) as server:
        yield server


@pytest.fixture(scope="module")
def season(demonstration_in: Callable[..., Served], model_that_judges: FakeLlm) -> Iterator[Served]:
    """A demonstration in which a small season was played, with a model that judges."""
    judge = {"LLM_BASE_URL": model_that_judges.base_url, "LLM_JUDGE_MODEL": JUDGE}
    served = demonstration_in("season", judge)
    subprocess.run(
        [sys.executable, "manage.py", "demo_quality", *SEASON],
        cwd=ROOT,
        env=served.variables,
        check=True,
        capture_output=True,
    )
    served.start()
    yield served
    served.stop()


def test_a_supervisor_reads_the_dashboard_on_a_desk_and_on_a_telephone(
    season: Served, signed_in: OpenAs, has_no_axe_violation: Check
) -> None:
    """S-09."""
    for size in ({"width": 1366, "height": 768}, {"width": 390, "height": 844}):
        page = signed_in(season, "supervision0", domain="saison.example", viewport=size)
        page.goto(f"{season.url}/supervision/tableau-de-bord/")
        expect(page.get_by_role("heading", name="Tableau de bord")).to_be_visible()
        expect(page.get_by_text("Exactitude par opérateur")).to_be_visible()
        expect(page.get_by_role("img", name="Questions par semaine")).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
        has_no_axe_violation(page)
    page.get_by_label("Limiter à").select_option("departement:22")
    page.get_by_role("button", name="Afficher").click()
    expect(page.get_by_role("heading", name="Tableau de bord")).to_be_visible()
    assert "limite=departement%3A22" in page.url
    with page.expect_download() as download:
        page.get_by_role("link", name="ODS").click()
    assert download.value.suggested_filename.endswith(".ods")


def _import(page: Page, season: Served, name: str, file: Path) -> None:
    page.goto(f"{season.url}/supervision/jeux/")
    page.get_by_label("Nom du jeu").fill(name)
    page.get_by_label("Fichier").set_input_files(file)
    page.get_by_role("button", name="Importer des questions").click()


def _run(page: Page) -> None:
    page.get_by_role("button", name="Lancer le jeu").click()
    decide = page.get_by_role("button", name="Décider de cette version")
    expect(decide).to_be_visible(timeout=90_000)


@pytest.fixture
def three_questions(tmp_path: Path) -> Path:
    file = tmp_path / "jeu.jsonl"
    file.write_text("\n".join(QUESTIONS.read_text("utf-8").splitlines()[:3]), "utf-8")
    return file


def test_a_supervisor_imports_a_set_runs_it_and_the_gate_says_why(
    season: Served, signed_in: OpenAs, has_no_axe_violation: Check, three_questions: Path
) -> None:
    """S-10, S-11."""
    page = signed_in(season, "supervision0", domain="saison.example")
    right = three_questions.read_text("utf-8")
    three_questions.write_text(f'{right}\n{{"id": "x"}}', "utf-8")
    _import(page, season, "Trois questions", three_questions)
    expect(page.get_by_text("Ligne 4")).to_be_visible()
    has_no_axe_violation(page)
    three_questions.write_text(right, "utf-8")
    _import(page, season, "Trois questions", three_questions)
    expect(page.get_by_text("3 questions gardées.")).to_be_visible()
    has_no_axe_violation(page)
    _run(page)
    has_no_axe_violation(page)
    page.get_by_role("button", name="Décider de cette version").click()
    expect(page.get_by_text("il en faut 40 au moins").first).to_be_visible()
    has_no_axe_violation(page)


def test_two_runs_are_compared_without_saying_which_is_which(
    season: Served, signed_in: OpenAs, has_no_axe_violation: Check, three_questions: Path
) -> None:
    """S-10."""
    page = signed_in(season, "supervision0", domain="saison.example")
    _import(page, season, "Deux séries", three_questions)
    for _ in range(2):
        _run(page)
        page.get_by_role("link", name="Deux séries").click()
    options = page.get_by_label("Une autre série").locator("option")
    page.get_by_label("Une autre série").select_option(options.nth(1).get_attribute("value") or "")
    page.get_by_role("button", name="Comparer", exact=True).click()
    for _ in range(3):
        expect(page.get_by_role("heading", name="Réponse de gauche")).to_be_visible()
        has_no_axe_violation(page)
        page.get_by_role("button", name="Aussi bonnes l’une que l’autre").click()
    expect(page.get_by_text("Préférences de toutes les personnes")).to_be_visible()
    has_no_axe_violation(page)


def test_a_model_gives_its_opinion_on_a_run_and_its_agreement_is_shown(
    season: Served, signed_in: OpenAs, has_no_axe_violation: Check, three_questions: Path
) -> None:
    """S-10."""
    page = signed_in(season, "supervision0", domain="saison.example")
    _import(page, season, "Jugé", three_questions)
    _run(page)
    page.get_by_role("button", name=f"Demander l’avis de {JUDGE}").click()
    page.get_by_role("link", name="Voir son avis sur chaque réponse").click(timeout=60_000)
    expect(page.locator("#judging")).to_contain_text("3 réponses")
    has_no_axe_violation(page)
    with page.expect_navigation():
        page.get_by_role("link", name="Son accord avec les relecteurs").click()
    expect(page.get_by_role("heading", name="modèle juge").first).to_be_visible()
    has_no_axe_violation(page)
