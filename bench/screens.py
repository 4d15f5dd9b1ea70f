"""Photographs every screen on the demonstration's data: 1366 and 390 px wide, light and dark.

`.venv/bin/python -m bench.screens [--folder .local/screens] [--only draft,exchange] [--publish]`.
`--publish` also writes the pictures that docs/screens.md shows, which are to be looked at first.
"""

import argparse
import base64
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import django
from playwright.sync_api import Browser, Page, sync_playwright

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "franceservices.settings")
django.setup()
from apps.operations.demonstration.people import PASSWORD
from tests.e2e.conftest import CHROMIUM_FLAGS, ROOT, Served

SEASON = ["--desks", "4", "--counsellors", "32", "--requests", "400", "--through-pipeline", "4"]
AT_ONCE = "1000000"
"""Weeks of questions are played in minutes."""
WIDTHS = {"1366": (1366, 768), "390": (390, 844)}
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
TALLEST = 2400
"""What is below is cut: a list of fifty lines shows no more than one of twenty."""
QUESTION = "Elle a perdu sa carte d'identité. Combien coûte la nouvelle et où aller ?"
TWO_MATTERS = "Il a perdu sa carte d'identité et son permis de conduire, que faire et à quel prix ?"
WITH_A_NAME = "Mme Dupont (06 12 34 56 78) a perdu sa carte d'identité, combien coûte la nouvelle ?"
LOCAL_SHEET = """## En bref

Un agent des impôts reçoit **sans rendez-vous** le mardi, de 9 h à 12 h.

## Pièces à fournir

- le dernier avis d’impôt
- une pièce d’identité
"""
PUBLISHED = {
    "exchange-1366-light": "answer",
    "exchange-390-light": "answer-390",
    "exchange-two-1366-light": "answer-two",
    "masking-1366-light": "masking",
    "review-1366-light": "review",
    "question-1366-light": "question",
    "exchange-1366-dark": "answer-dark",
    "draft-1366-light": "draft",
    "facing-1366-light": "facing",
    "model-answers-1366-light": "model-answers",
    "dashboard-1366-light": "dashboard",
    "curation-1366-light": "curation",
    "sheet-editor-1366-light": "sheet-editor",
    "people-1366-light": "people",
}
"""The pictures of docs/screens.md, and their names there."""
Act = Callable[[Page, str], None]


def _wait_for_answer(page: Page) -> None:
    page.locator(".fs-turn").last.locator(".fs-actions, .fr-callout").first.wait_for(timeout=40_000)
    page.wait_for_load_state("networkidle")


def _ask(text: str) -> Act:
    def act(page: Page, url: str) -> None:
        page.goto(url)
        page.locator("#question").fill(text)
        page.locator("#question").press("Enter")
        _wait_for_answer(page)

    return act


def _masking(page: Page, url: str) -> None:
    page.goto(url)
    page.locator("#question").fill(WITH_A_NAME)
    page.locator("#question").press("Enter")
    page.locator("#preview-alert").wait_for()


def _source(page: Page, url: str) -> None:
    _ask(QUESTION)(page, url)
    page.locator(".fs-turn .fs-cite").first.click()
    page.locator("mark.fs-quote__mark:visible").first.wait_for()


def _feedback(page: Page, url: str) -> None:
    _ask(QUESTION)(page, url)
    page.get_by_role("button", name="Pas utile", exact=True).last.click()
    page.locator(".fs-saved").first.wait_for()


def _draft(page: Page, url: str) -> None:
    _ask(QUESTION)(page, url)
    page.get_by_role("button", name="Reprendre en brouillon").last.click()
    page.locator("#draft-editor").wait_for()


def _facing(page: Page, url: str) -> None:
    _ask(QUESTION)(page, url)
    page.get_by_role("button", name="Mode face à l’usager").first.click()
    page.locator("html.fs-facing").wait_for()


def _unfacing(page: Page, url: str) -> None:
    with page.expect_response("**/face-usager/"):
        page.keyboard.press("Control+Alt+u")


def _first(path: str, link: str) -> Act:
    """The page behind the first link of a list."""

    def act(page: Page, url: str) -> None:
        page.goto(url + path)
        page.locator(link).first.click()
        page.wait_for_load_state("networkidle")

    return act


def _review(page: Page, url: str) -> None:
    page.goto(f"{url}/supervision/")
    page.get_by_role("button", name="Relire la suivante").click()
    page.locator("#review-form").wait_for()


def _sheet_editor(page: Page, url: str) -> None:
    page.goto(f"{url}/administration/fiches/locales/nouvelle/")
    page.locator("input[name=title]").fill("Permanence des impôts à Guéret")
    page.get_by_role("button", name="Commencer").click()
    page.locator("textarea[name=markdown]").fill(LOCAL_SHEET)
    page.wait_for_load_state("networkidle")


def _at(path: str) -> Act:
    def act(page: Page, url: str) -> None:
        page.goto(url + path)
        page.wait_for_load_state("networkidle")

    return act


@dataclass(frozen=True)
class Screen:
    """What is photographed, who looks at it, and what leads there and back."""

    name: str
    act: Act
    back: Act | None = None


@dataclass(frozen=True)
class Album:
    """Where pictures go, and how they are taken; `only`: names of screens, all when empty."""

    folder: Path
    format: str
    is_whole: bool
    only: frozenset[str]


SCREENS: dict[str, tuple[Screen, ...]] = {
    "": (
        Screen("sign-in", _at("/compte/login/")),
        Screen("transparency", _at("/transparence-ia/")),
    ),
    "nadia@demo.example": (Screen("terms", _at("/cadre-usage/")),),
    "alice@demo.example": (
        Screen("question", _at("/")),
        Screen("masking", _masking),
        Screen("exchange", _ask(QUESTION)),
        Screen("exchange-two", _ask(TWO_MATTERS)),
        Screen("exchange-source", _source),
        Screen("exchange-declined", _ask("Quel temps fera-t-il demain à Guéret ?")),
        Screen("feedback", _feedback),
        Screen("draft", _draft),
        Screen("facing", _facing, _unfacing),
        Screen("exchanges", _at("/echanges/")),
        Screen("day", _at("/echanges/bilan/")),
        Screen("letter", _at("/courrier/")),
        Screen("sheets", _at("/fiches/?q=carte")),
        Screen("sheet", _first("/fiches/", "main a[href^='/fiches/']")),
        Screen("model-answers", _at("/reponses-types/")),
        Screen("model-answer", _first("/reponses-types/", "#model-answers a")),
        Screen("notices", _at("/avis/")),
        Screen("month", _at("/avis/mon-mois/")),
        Screen("display", _at("/parametres-affichage/")),
        Screen("help", _at("/aide/")),
    ),
    "bob@demo.example": (
        Screen("queue", _at("/supervision/")),
        Screen("review", _review),
        Screen("helping", _at("/supervision/aides/")),
        Screen("sets", _at("/supervision/jeux/")),
        Screen("versions", _at("/supervision/versions/")),
    ),
    "supervision0@saison.example": (Screen("dashboard", _at("/supervision/tableau-de-bord/")),),
    "carole@demo.example": (
        Screen("curation", _at("/administration/")),
        Screen("revisions", _at("/administration/fiches/")),
        Screen("import", _at("/administration/imports/nouveau/")),
        Screen("reports", _at("/administration/signalements/")),
        Screen("gaps", _at("/administration/lacunes/")),
        Screen("lexicon", _at("/administration/sigles/")),
        Screen("bench", _at("/administration/banc-d-essai/")),
        Screen("sheet-editor", _sheet_editor),
    ),
    "emma@demo.example": (
        Screen("people", _at("/administration/utilisateurs/")),
        Screen("person", _first("/administration/utilisateurs/", "main table a")),
        Screen("desks", _at("/administration/utilisateurs/structures/")),
        Screen("parameters", _at("/administration/parametres/")),
        Screen("texts", _at("/administration/parametres/textes/")),
        Screen("banners", _at("/administration/parametres/bandeaux/")),
        Screen("journal", _at("/administration/journal/")),
    ),
}


def sign_in(page: Page, url: str, login: str) -> None:
    page.goto(f"{url}/compte/login/")
    page.locator("input[name=login]").fill(login)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("form button[type=submit]").first.click()
    page.wait_for_url(lambda address: "/login" not in address)


def _photograph(page: Page, file: Path) -> None:
    """What the window shows, in the format that the file's name tells."""
    page.evaluate("scrollTo({ top: 0, behavior: 'instant' })")
    page.wait_for_timeout(250)  # colours and menus fade
    options: dict[str, object] = {"format": file.suffix[1:]}
    if file.suffix == ".webp":
        options["quality"] = 80
    session = page.context.new_cdp_session(page)
    picture = session.send("Page.captureScreenshot", options)
    session.detach()
    file.write_bytes(base64.b64decode(picture["data"]))


def _four_pictures(page: Page, screen: Screen, album: Album) -> None:
    for label, (width, height) in WIDTHS.items():
        page.set_viewport_size({"width": width, "height": height})
        if album.is_whole:  # a taller window, so that what sticks to its foot hides nothing
            tall = min(page.evaluate("document.documentElement.scrollHeight"), TALLEST)
            page.set_viewport_size({"width": width, "height": max(height, tall)})
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme)
            _photograph(page, album.folder / f"{screen.name}-{label}-{scheme}.{album.format}")
    page.set_viewport_size({"width": 1366, "height": 768})
    page.emulate_media(color_scheme="light")


def _walk(browser: Browser, served: Served, album: Album) -> None:
    for login, screens in SCREENS.items():
        wanted = [screen for screen in screens if not album.only or screen.name in album.only]
        if not wanted:
            continue
        context = browser.new_context(locale="fr-FR", viewport={"width": 1366, "height": 768})
        page = context.new_page()
        if login:
            sign_in(page, served.url, login)
        for screen in wanted:
            screen.act(page, served.url)
            _four_pictures(page, screen, album)
            if screen.back:
                screen.back(page, served.url)
            sys.stderr.write(f"{screen.name}\n")
        context.close()


def _play_a_season(served: Served) -> None:
    """The dashboard and the queue need weeks of requests behind them."""
    served.folder.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "manage.py", "demo_quality", *SEASON]
    variables = {**served.variables, "QUESTIONS_PER_MINUTE": AT_ONCE}
    subprocess.run(command, cwd=ROOT, env=variables, check=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, default=ROOT / ".local" / "screens")
    parser.add_argument("--data", type=Path, help="where the demonstration's database is kept")
    parser.add_argument("--only", default="", help="names of screens, with commas")
    parser.add_argument("--format", choices=["webp", "png"], default="webp")
    parser.add_argument("--whole", action="store_true", help="whole pages, not the first screen")
    parser.add_argument("--publish", action="store_true", help="write docs/screens too")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as temporary, sync_playwright() as playwright:
        served = Served(options.data or Path(temporary) / "local")
        if not served.folder.exists():
            _play_a_season(served)
        served.start()
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=CHROMIUM_FLAGS, headless=True
        )
        only = frozenset(filter(None, options.only.split(",")))
        try:
            _walk(browser, served, Album(options.folder, options.format, options.whole, only))
        finally:
            browser.close()
            served.stop()
    if options.publish:
        for source, name in PUBLISHED.items():
            shutil.copy(
                options.folder / f"{source}.webp", ROOT / "docs" / "screens" / f"{name}.webp"
            )


if __name__ == "__main__":
    main()
