"""The frame of every page: rules of use, shortcuts, display, screen facing the citizen, session."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Served
from tests.e2e.test_counsellor import IDENTITY_CARD, ask, open_draft, wait_for_the_end

OpenAs = Callable[..., Page]
Check = Callable[[Page], None]


@pytest.fixture
def page_of_alice(demonstration: Served, signed_in: OpenAs) -> Page:
    return signed_in(demonstration, "alice")


def alt_gr(page: Page, character: str, code: str) -> bool:
    """Press AltGr with a key as Windows tells it; returns whether the page let it through."""
    script = """([key, code]) => document.activeElement.dispatchEvent(new KeyboardEvent("keydown", {
        key, code, ctrlKey: true, altKey: true, bubbles: true, cancelable: true }))"""
    return bool(page.evaluate(script, [character, code]))


def test_a_newcomer_reads_five_screens_before_anything_else(
    demonstration: Served, signed_in: OpenAs, has_no_axe_violation: Check
) -> None:
    """X-02."""
    page = signed_in(demonstration, "nadia")
    for step in range(1, 6):
        expect(page.get_by_text(f"Étape {step} sur 5")).to_be_visible()
        has_no_axe_violation(page)
        page.goto(f"{demonstration.url}/echanges/")
        expect(page).to_have_url(f"{demonstration.url}/cadre-usage/")
        page.goto(f"{demonstration.url}/cadre-usage/{step}/")
        if step < 5:
            page.get_by_role("button", name="Continuer").click()
    page.locator("label[for=is-accepted]").click()
    page.get_by_role("button", name="Accepter et commencer").click()
    expect(page.locator("#question")).to_be_focused()


def test_one_click_hides_history_names_and_side_panels(
    page_of_alice: Page, demonstration: Served, has_no_axe_violation: Check
) -> None:
    """C-28."""
    page = page_of_alice
    ask(page, IDENTITY_CARD)
    wait_for_the_end(page)
    page.locator("#question").fill("Et pour un enfant ?")
    size = "parseFloat(getComputedStyle(document.querySelector('.fs-sentence')).fontSize)"
    before = page.evaluate(size)
    page.get_by_role("button", name="Mode face à l’usager").first.click()
    hides = ("#sources", ".fs-exchange-feedback", "#help", "text=Alice Martin", "text=Mes échanges")
    for hidden in hides:
        expect(page.locator(hidden).first).to_be_hidden()
    assert page.evaluate(size) >= before * 1.2
    assert page.locator("#question").input_value() == "Et pour un enfant ?"
    has_no_axe_violation(page)
    page.goto(f"{demonstration.url}/echanges/")
    expect(page.locator("main table")).to_be_hidden()
    expect(page.get_by_text("Caché pendant que l’écran fait face")).to_be_visible()
    with page.expect_response("**/face-usager/"):
        page.keyboard.press("Control+Alt+u")
    expect(page.locator("main table")).to_be_visible()
    page.reload()
    expect(page.locator("main table")).to_be_visible()


def test_shortcuts_do_what_their_list_says(
    page_of_alice: Page, demonstration: Served, has_no_axe_violation: Check
) -> None:
    """X-05."""
    page = page_of_alice
    page.get_by_role("button", name="Raccourcis clavier").click()
    dialog = page.locator("#shortcuts")
    for keys in ("Ctrl + Entrée", *(f"Ctrl + Alt + {letter}" for letter in "QSBCU"), "Échap"):
        expect(dialog.get_by_text(keys, exact=True)).to_be_visible()
    page.wait_for_timeout(500)  # the dialog fades in; colours are judged once it is there
    has_no_axe_violation(page)
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    page.locator("#question").fill(IDENTITY_CARD)
    page.keyboard.press("Control+Enter")
    wait_for_the_end(page)
    page.keyboard.press("Control+Alt+c")
    expect(page.locator(".fs-copied").last).to_contain_text("Copié")
    page.keyboard.press("Control+Alt+s")
    expect(page.locator("#sources-title")).to_be_focused()
    page.keyboard.press("Control+Alt+b")
    expect(page.locator("#draft-editor")).to_be_visible()
    page.keyboard.press("Control+Alt+q")
    expect(page).to_have_url(f"{demonstration.url}/")


def test_no_letter_made_with_altgr_is_lost(page_of_alice: Page) -> None:
    """X-05: Windows tells AltGr as Ctrl + Alt."""
    page = page_of_alice
    page.locator("#question").focus()
    for key, code in (("€", "KeyE"), ("@", "Digit0"), ("ß", "KeyS"), ("©", "KeyC"), ("θ", "KeyQ")):
        assert alt_gr(page, key, code), key
    graph = """() => { const event = new KeyboardEvent("keydown", { key: "u", code: "KeyU",
        ctrlKey: true, altKey: true, modifierAltGraph: true, bubbles: true, cancelable: true });
        return document.activeElement.dispatchEvent(event); }"""
    assert page.evaluate(graph)
    expect(page.locator("html")).not_to_have_class("fs-facing")


@pytest.fixture
def david(demonstration: Served, signed_in: OpenAs) -> Iterator[Page]:
    """Somebody whose settings change: they are put back."""
    page = signed_in(demonstration, "david")
    yield page
    page.goto(f"{demonstration.url}/parametres-affichage/")
    page.locator("label[for=theme-system]").click()
    page.locator("label[for=enter_sends-True]").click()
    for box in page.locator("input[name=shortcuts]:not(:checked)").all():
        page.locator(f"label[for={box.get_attribute('id')}]").click()
    for name in ("shows_at_once", "follows_text"):
        if page.locator(f"#{name}").is_checked():
            page.locator(f"label[for={name}]").click()
    page.get_by_role("button", name="Enregistrer").click()


def test_each_shortcut_can_be_turned_off_and_enter_changed(
    david: Page, demonstration: Served, has_no_axe_violation: Check
) -> None:
    """X-05, X-07."""
    page = david
    page.goto(f"{demonstration.url}/parametres-affichage/")
    has_no_axe_violation(page)
    page.locator("label[for=theme-dark]").click()
    page.locator("label[for=enter_sends-False]").click()
    page.locator("label[for=shortcut-facing]").click()
    page.locator("label[for=shows_at_once]").click()
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_text("Vos paramètres sont enregistrés")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("data-fr-theme", "dark")
    has_no_axe_violation(page)
    page.goto(demonstration.url)
    expect(page.locator("html")).to_have_attribute("data-fr-theme", "dark")
    page.keyboard.press("Control+Alt+u")
    expect(page.get_by_role("button", name="Mode face à l’usager").first).to_be_visible()
    page.locator("#question").press_sequentially("Carte perdue")
    page.keyboard.press("Enter")
    page.keyboard.type("combien ?")
    expect(page.locator("#question")).to_have_value("Carte perdue\ncombien ?")
    page.keyboard.press("Control+Enter")
    wait_for_the_end(page)
    kept = page.evaluate("Object.entries(localStorage)")
    assert [name for name, _ in kept if name != "scheme"] == []


@pytest.fixture(scope="module")
def short_sessions(demonstration_in: Callable[..., Served]) -> Iterator[Served]:
    """The demonstration with short sessions: the warning comes after some twenty-five seconds."""
    served = demonstration_in("short", {"SESSION_IDLE_SECONDS": "145"})
    served.start()
    yield served
    served.stop()


def test_a_warning_offers_to_go_on_and_a_draft_outlives_the_session(
    short_sessions: Served, signed_in: OpenAs, has_no_axe_violation: Check, tmp_path: Path
) -> None:
    """X-08."""
    page = signed_in(short_sessions, "alice")
    ask(page, IDENTITY_CARD)
    wait_for_the_end(page)
    open_draft(page)
    warning = page.get_by_role("alertdialog")
    expect(warning).to_be_visible(timeout=40_000)
    page.wait_for_timeout(500)
    has_no_axe_violation(page)
    expect(page.get_by_role("button", name="Prolonger ma session")).to_be_focused()
    page.keyboard.press("Enter")
    expect(warning).to_be_hidden()

    page.context.clear_cookies(name="sid")  # the session is gone
    page.locator("#draft-editor").click()
    page.keyboard.press("Control+End")
    page.keyboard.type(" Ouvert le mardi")
    expect(page.get_by_text("Votre session est terminée")).to_be_visible(timeout=20_000)
    other = page.context.new_page()
    other.goto(f"{short_sessions.url}/compte/login/")
    other.locator("input[name=login]").fill("alice@demo.example")
    other.locator("input[name=password]").fill("demonstration-2026")
    other.locator("form button[type=submit]").first.click()
    other.wait_for_url(lambda url: "/login" not in url)
    page.get_by_role("button", name="C’est fait : continuer").click()
    expect(page.locator("#draft-state")).to_contain_text("Enregistré à", timeout=15_000)
    page.reload()
    expect(page.locator("#draft-editor")).to_contain_text("Ouvert le mardi")
