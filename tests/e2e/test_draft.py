"""A counsellor takes an answer up as a draft, edits, adapts, copies, prints: in a real browser."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Served
from tests.e2e.test_counsellor import IDENTITY_CARD, OpenAs, ask, open_draft, wait_for_the_end

AUTOSAVE = 3_000  # milliseconds after the last key


@pytest.fixture
def draft_page(demonstration: Served, signed_in: OpenAs) -> Page:
    """Alice's draft of a new answer; a refused style or script is an error of the test."""
    page = signed_in(demonstration, "alice")
    ask(page, IDENTITY_CARD)
    wait_for_the_end(page)
    open_draft(page)
    return page


def write_at_the_end(page: Page, text: str) -> None:
    page.locator("#draft-editor").click()
    page.keyboard.press("Control+End")
    page.keyboard.press("Enter")
    page.keyboard.type(text)


def test_it_saves_by_itself_and_survives_closing_the_tab(
    draft_page: Page, has_no_axe_violation: Callable[[Page], None]
) -> None:
    page = draft_page
    has_no_axe_violation(page)
    refused: list[str] = []
    page.on("console", lambda message: refused.append(message.text))
    write_at_the_end(page, "Ouvert le mardi matin")
    with page.expect_response("**/enregistrer/", timeout=AUTOSAVE) as saved:
        pass
    assert saved.value.status == 200
    expect(page.locator("#draft-state")).to_contain_text("Enregistré à")
    assert [text for text in refused if "Content Security Policy" in text] == []
    write_at_the_end(page, "et le jeudi")
    address, context = page.url, page.context
    page.close(run_before_unload=True)
    again = context.new_page()
    again.goto(address)
    expect(again.locator("#draft-editor")).to_contain_text("Ouvert le mardi matin")
    for _ in range(5):  # what went with the closed tab is masked before it is stored
        if "et le jeudi" in again.locator("#draft-editor").inner_text():
            break
        again.wait_for_timeout(500)
        again.reload()
    expect(again.locator("#draft-editor")).to_contain_text("et le jeudi")


def test_it_asks_to_proofread_then_copies_without_marks(
    draft_page: Page, has_no_axe_violation: Callable[[Page], None]
) -> None:
    page = draft_page
    write_at_the_end(page, "Le délai est de 97 jours.")
    page.get_by_role("button", name="Copier").click()
    expect(page.locator("#draft-given")).to_contain_text("J’ai relu")
    expect(page.locator("#draft-check")).to_contain_text("Le délai est de 97 jours.")
    has_no_axe_violation(page)
    page.locator("label[for=proofread]").click()
    page.get_by_role("button", name="Copier").click()
    expect(page.locator("#draft-given")).to_contain_text("Copié")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert "Le délai est de 97 jours." in copied
    assert "[1]" not in copied
    assert "https://" in copied


def test_a_rewriting_is_shown_and_undone(draft_page: Page) -> None:
    page = draft_page
    before = page.locator("#draft-text").input_value()
    page.get_by_role("button", name="Courrier").click()
    expect(page.locator("#draft-editor")).to_contain_text("Madame, Monsieur,")
    page.get_by_role("button", name="Annuler", exact=True).click()
    expect(page.locator("#draft-editor")).not_to_contain_text("Madame, Monsieur,")
    assert page.locator("#draft-text").input_value() == before


def test_two_tabs_never_overwrite_each_other(draft_page: Page) -> None:
    first = draft_page
    second = first.context.new_page()
    second.goto(first.url)
    write_at_the_end(first, "Texte du premier onglet")
    with first.expect_response("**/enregistrer/"):
        pass
    write_at_the_end(second, "Texte du second onglet")
    expect(second.locator("#draft-problem")).to_contain_text("Texte du premier onglet")
    expect(second.locator("#draft-problem")).to_contain_text("Texte du second onglet")
    second.get_by_role("button", name="Garder le mien").click()
    expect(second.locator("#draft-state")).to_contain_text("Enregistré à")


@pytest.mark.only_browser("chromium")  # Firefox is not driven to print
def test_the_sheet_is_printed_alone_in_large_type(
    draft_page: Page, has_no_axe_violation: Callable[[Page], None]
) -> None:
    page = draft_page
    page.goto(f"{page.url}fiche/")
    has_no_axe_violation(page)
    page.emulate_media(media="print")
    expect(page.locator(".fr-header")).to_be_hidden()
    expect(page.locator(".fr-footer")).to_be_hidden()
    sizes = page.locator(".fs-a4 p, .fs-a4 li").evaluate_all(
        "all => all.map(one => parseFloat(getComputedStyle(one).fontSize))"
    )
    assert min(sizes) >= 14 * 96 / 72
    expect(page.locator(".fs-a4 svg").first).to_be_visible()
