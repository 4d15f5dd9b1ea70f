"""Searching the sheets as one types, by keyboard; a word taught to search by a curator."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.e2e.conftest import Served

OpenAs = Callable[..., Page]
Check = Callable[[Page], None]


def test_a_counsellor_finds_a_sheet_while_typing_and_opens_it_by_keyboard(
    demonstration: Served, signed_in: OpenAs, has_no_axe_violation: Check
) -> None:
    page = signed_in(demonstration, "alice")
    page.goto(f"{demonstration.url}/fiches/")
    page.get_by_role("searchbox").press_sequentially("carte identite perdue", delay=20)
    page.wait_for_url(re.compile("q=carte"))
    first = page.locator("[data-result]").first
    expect(first).to_contain_text("Carte d’identité perdue")
    has_no_axe_violation(page)
    page.keyboard.press("ArrowDown")
    expect(first).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Carte d’identité perdue")
    page.go_back()
    expect(page.get_by_role("searchbox")).to_have_value("carte identite perdue")


def test_a_facet_narrows_the_list_and_the_way_back_undoes_it(
    demonstration: Served, signed_in: OpenAs
) -> None:
    page = signed_in(demonstration, "alice")
    page.goto(f"{demonstration.url}/fiches/?q=carte")
    operators = page.locator("#sheet-lines .fr-badge--blue-cumulus")
    expect(operators.filter(has_not_text="Caf").first).to_be_visible()
    page.locator("#facet-operator-caf").click()
    page.wait_for_url(re.compile("operator=caf"))
    expect(operators.filter(has_not_text="Caf")).to_have_count(0)
    expect(operators.first).to_be_visible()
    page.go_back()
    expect(operators.filter(has_not_text="Caf").first).to_be_visible()


def test_a_curator_teaches_search_a_word(
    demonstration: Served, signed_in: OpenAs, has_no_axe_violation: Check
) -> None:
    """A-11, in the one running process, without a restart."""
    page = signed_in(demonstration, "carole")
    page.goto(f"{demonstration.url}/administration/sigles/")
    has_no_axe_violation(page)
    with page.expect_navigation():
        page.get_by_role("link", name="Ajouter une entrée").click()
    has_no_axe_violation(page)
    page.locator("[name=group]").select_option("caf")
    page.locator("[name=official]").fill("prime d’activité")
    page.locator("[name=lay]").fill("coup de pouce zinzin")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.locator(".fr-alert--success")).to_be_visible()
    expect(page.locator("main")).to_contain_text("Sigles et synonymes")
    page.wait_for_timeout(5_500)
    page.goto(f"{demonstration.url}/fiches/?q=coup+de+pouce+zinzin")
    expect(page.locator("[data-result]").first).to_contain_text("Prime d’activité")
    page.locator("details.fs-why summary").first.click()
    expect(page.locator("details.fs-why").first).to_contain_text("prime")
    has_no_axe_violation(page)
