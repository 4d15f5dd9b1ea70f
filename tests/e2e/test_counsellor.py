"""A counsellor asks, reads, checks, rates: in a real browser, on the demonstration."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Served

IDENTITY_CARD = "Elle a perdu sa carte d'identité. Combien coûte la nouvelle et où aller ?"
OpenAs = Callable[..., Page]


def ask(page: Page, text: str) -> None:
    page.locator("#question").fill(text)
    page.locator("#question").press("Enter")


def wait_for_the_end(page: Page) -> None:
    expect(page.locator(".fs-turn").last.locator(".fs-actions")).to_be_visible(timeout=30_000)


def open_draft(page: Page) -> None:
    """*Reprendre en brouillon*; the editor listens once its page has loaded."""
    with page.expect_navigation():
        page.get_by_role("button", name="Reprendre en brouillon").last.click()
    expect(page.locator("#draft-editor")).to_be_visible()


@pytest.fixture
def page_of_alice(demonstration: Served, signed_in: OpenAs) -> Page:
    return signed_in(demonstration, "alice")


def test_she_gets_a_sourced_answer_and_opens_a_passage(
    page_of_alice: Page, has_no_axe_violation: Callable[[Page], None]
) -> None:
    page = page_of_alice
    expect(page.locator("#question")).to_be_focused()
    has_no_axe_violation(page)
    ask(page, IDENTITY_CARD)
    wait_for_the_end(page)
    assert re.search(r"/echanges/[0-9a-f-]{36}/", page.url)
    expect(page.get_by_role("heading", name="Proposition de réponse").last).to_be_visible()
    expect(page.get_by_text("En bref").first).to_be_visible()
    has_no_axe_violation(page)
    marker = page.locator(".fs-turn .fs-cite").last
    marker.click()
    expect(marker).to_have_attribute("aria-expanded", "true")
    passage = page.locator(f"#{marker.get_attribute('aria-controls')}")
    expect(passage.locator("mark.fs-quote__mark").first).to_be_visible()
    has_no_axe_violation(page)
    page.keyboard.press("Escape")
    expect(marker).to_be_focused()


def test_personal_data_is_shown_masked_before_anything_is_kept(
    page_of_alice: Page, has_no_axe_violation: Callable[[Page], None]
) -> None:
    page = page_of_alice
    text = "Mme Dupont (06 12 34 56 78) a perdu sa carte d'identité, combien coûte la nouvelle ?"
    ask(page, text)
    expect(page.locator("#preview-alert")).to_be_visible()
    expect(page.locator("#question")).to_have_value(text)
    has_no_axe_violation(page)
    page.get_by_role("button", name="Masquer et envoyer").click()
    wait_for_the_end(page)
    body = page.locator("main").inner_text()
    assert "06 12 34 56 78" not in body
    assert "Dupont" not in body


def test_an_off_topic_request_is_declined_with_ways_on(
    page_of_alice: Page, has_no_axe_violation: Callable[[Page], None]
) -> None:
    page = page_of_alice
    ask(page, "Quel temps fera-t-il demain à Guéret ?")
    expect(page.locator(".fs-turn").last.locator(".fr-callout").first).to_be_visible(timeout=20_000)
    has_no_axe_violation(page)


def test_she_rates_an_answer_changes_her_mind_and_finds_it_after_a_reload(
    page_of_alice: Page,
) -> None:
    page = page_of_alice
    ask(page, IDENTITY_CARD)
    wait_for_the_end(page)
    page.get_by_role("button", name="Utile", exact=True).click()
    expect(page.locator(".fs-saved").first).to_be_visible()
    page.get_by_role("button", name="Pas utile", exact=True).click()
    page.get_by_label("Incomplet").check()
    page.get_by_role("button", name="Envoyer", exact=True).first.click()
    expect(page.get_by_role("button", name="Pas utile", exact=True)).to_have_attribute(
        "aria-pressed", "true"
    )
    page.reload()
    expect(page.get_by_role("button", name="Pas utile", exact=True)).to_have_attribute(
        "aria-pressed", "true"
    )


def test_a_second_tab_shows_the_same_answer(page_of_alice: Page) -> None:
    page = page_of_alice
    ask(page, IDENTITY_CARD)
    wait_for_the_end(page)
    second = page.context.new_page()
    second.goto(page.url)
    texts = [tab.locator(".fs-turn .fs-part__body").all_inner_texts() for tab in (page, second)]
    assert texts[0] == texts[1] != []


def test_her_exchanges_are_listed_and_the_sheets_can_be_read(
    page_of_alice: Page, demonstration: Served, has_no_axe_violation: Callable[[Page], None]
) -> None:
    page = page_of_alice
    ask(page, IDENTITY_CARD)
    wait_for_the_end(page)
    for path in ("/echanges/", "/fiches/", "/avis/"):
        page.goto(demonstration.url + path)
        has_no_axe_violation(page)
    page.goto(f"{demonstration.url}/fiches/")
    with page.expect_navigation():
        page.locator("main a[href^='/fiches/']").first.click()
    has_no_axe_violation(page)


def test_the_page_fits_a_narrow_screen(
    demonstration: Served, signed_in: OpenAs, has_no_axe_violation: Callable[[Page], None]
) -> None:
    page = signed_in(demonstration, "alice", viewport={"width": 320, "height": 640})
    ask(page, IDENTITY_CARD)
    wait_for_the_end(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    has_no_axe_violation(page)


def test_nothing_is_fetched_from_elsewhere_and_no_policy_is_broken(
    demonstration: Served, signed_in: OpenAs
) -> None:
    page = signed_in(demonstration, "alice")
    requests: list[str] = []
    complaints: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.on("console", lambda message: complaints.append(message.text))
    page.reload()
    ask(page, IDENTITY_CARD)
    wait_for_the_end(page)
    foreign = [url for url in requests if not url.startswith((demonstration.url, "data:"))]
    assert foreign == []
    assert [text for text in complaints if "Content Security Policy" in text] == []
