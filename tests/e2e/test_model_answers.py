"""Réponses types and draft actions by keyboard: found by `/`, inserted, reworded, translated."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Served
from tests.e2e.test_counsellor import IDENTITY_CARD, OpenAs, ask, open_draft, wait_for_the_end
from tests.support.fakellm import FakeLlm
from tests.support.fakellm_modes import Plan

Check = Callable[[Page], None]
SIMPLE = "## En bref\nLa nouvelle carte coûte 25 €. [1]"
ARABIC = "## باختصار\nتبلغ تكلفة البطاقة الجديدة 52 €."


def ask_and_open_draft(page: Page) -> Page:
    """A draft of a new answer."""
    ask(page, IDENTITY_CARD)
    wait_for_the_end(page)
    open_draft(page)
    return page


def start_line(page: Page) -> None:
    page.locator("#draft-editor").click()
    page.keyboard.press("Control+End")
    page.keyboard.press("Enter")


def test_a_slash_finds_and_inserts_one_by_keyboard(
    demonstration: Served, signed_in: OpenAs, has_no_axe_violation: Check
) -> None:
    """C-25"""
    page = ask_and_open_draft(signed_in(demonstration, "alice"))
    refused: list[str] = []
    page.on("console", lambda message: refused.append(message.text))
    start_line(page)
    page.keyboard.press("/")
    box = page.get_by_role("combobox", name="Insérer une réponse type")
    expect(box).to_be_focused()
    options = page.get_by_role("option")
    expect(options).to_have_count(2)
    expect(options.first).to_have_attribute("aria-selected", "true")
    expect(options.first).to_contain_text("Validée le")
    has_no_axe_violation(page)
    page.keyboard.type("rentrée")
    expect(options).to_have_count(1)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    editor = page.locator("#draft-editor")
    expect(editor).to_contain_text("De 6 à 10 ans")
    expect(editor).to_be_focused()
    expect(page.locator("#draft-check [data-doubt]")).to_have_count(0)
    has_no_axe_violation(page)
    assert [text for text in refused if "Content Security Policy" in text] == []


def test_escape_gives_the_slash_back_and_dates_are_typed_in_peace(
    demonstration: Served, signed_in: OpenAs
) -> None:
    page = ask_and_open_draft(signed_in(demonstration, "alice"))
    start_line(page)
    page.keyboard.press("/")
    expect(page.locator("#insert-search")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#draft-editor")).to_be_focused()
    page.keyboard.type(" puis le 01/04")
    expect(page.locator("#insert-box")).to_be_hidden()
    expect(page.locator("#draft-editor")).to_contain_text("/ puis le 01/04")


def test_a_slash_that_was_turned_off_is_typed(demonstration: Served, signed_in: OpenAs) -> None:
    """X-05."""
    page = signed_in(demonstration, "alice")
    settings = f"{demonstration.url}/parametres-affichage/"
    page.goto(settings)
    page.locator("label[for=shortcut-insert]").click()
    with page.expect_navigation():
        page.get_by_role("button", name="Enregistrer").click()
    page.goto(demonstration.url)
    ask_and_open_draft(page)
    expect(page.locator("#insert-hint")).to_be_hidden()
    start_line(page)
    page.keyboard.type("/ 12")
    expect(page.locator("#insert-box")).to_be_hidden()
    expect(page.locator("#draft-editor")).to_contain_text("/ 12")
    page.goto(settings)
    page.locator("label[for=shortcut-insert]").click()
    page.get_by_role("button", name="Enregistrer").click()


def test_a_near_identical_request_is_offered_one_with_approver_and_date(
    demonstration: Served, signed_in: OpenAs, has_no_axe_violation: Check
) -> None:
    """S-08"""
    page = signed_in(demonstration, "alice")
    ask(page, "J’ai perdu ma carte d’identité, combien coûte la nouvelle et où aller ?")
    wait_for_the_end(page)
    offer = page.locator(".fs-likely").last
    expect(offer).to_contain_text("Validée le")
    expect(offer).to_contain_text("par Carole Nguyen")
    has_no_axe_violation(page)
    offer.get_by_role("button", name="Insérer dans mon brouillon").click()
    expect(page.locator("#draft-editor")).to_contain_text("n’importe quelle mairie équipée")


@pytest.mark.parametrize("name", ["alice", "bob"])
def test_the_pages_have_no_axe_violation(
    demonstration: Served, signed_in: OpenAs, has_no_axe_violation: Check, name: str
) -> None:
    """X-04"""
    page = signed_in(demonstration, name)
    page.goto(f"{demonstration.url}/reponses-types/")
    has_no_axe_violation(page)
    page.locator("#model-answers a").first.click()
    expect(page.locator("#source-1")).to_be_visible()
    has_no_axe_violation(page)
    if name == "bob":
        with page.expect_navigation():
            page.get_by_role("link", name="Modifier").click()
        has_no_axe_violation(page)
        page.locator("#search").fill("timbre fiscal")
        page.locator("#search").press("Enter")
        expect(page.locator("button[name=add]").first).to_be_visible()
        has_no_axe_violation(page)


def test_a_draft_is_simplified_and_translated_by_keyboard(
    with_model: Served, slow_model: FakeLlm, signed_in: OpenAs, has_no_axe_violation: Check
) -> None:
    """C-16"""
    page = ask_and_open_draft(signed_in(with_model, "alice"))
    before = page.locator("#draft-text").input_value()
    slow_model.script.append(Plan(text=SIMPLE))
    page.get_by_role("button", name="Simplifier").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".fs-draft__said")).to_contain_text("Texte simplifié")
    has_no_axe_violation(page)
    slow_model.script.append(Plan(text=ARABIC))
    page.locator("#language").select_option("ar")
    page.get_by_role("button", name="Traduire").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#draft-translation [dir=rtl]")).to_contain_text("البطاقة")
    expect(page.locator("#draft-translation")).to_contain_text("« 52 » n’est pas")
    has_no_axe_violation(page)
    page.get_by_role("button", name="Annuler", exact=True).click()
    expect(page.locator("#draft-state")).to_be_visible()
    assert page.locator("#draft-text").input_value() == before
