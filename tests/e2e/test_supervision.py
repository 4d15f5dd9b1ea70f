"""Counsellor, supervisors and curator together: reviews by keyboard, twice, back to the desk;
help from a referent in two browsers."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Served
from tests.e2e.test_counsellor import IDENTITY_CARD, ask, wait_for_the_end

OpenAs = Callable[..., Page]
Check = Callable[[Page], None]


@pytest.fixture(scope="module")
def demonstration(demonstration_in: Callable[..., Served]) -> Iterator[Served]:
    """One of its own: the next review is the next of everybody's answers."""
    served = demonstration_in("supervision")
    served.start()
    yield served
    served.stop()


def _asked(served: Served, counsellor: Page, text: str = IDENTITY_CARD) -> None:
    counsellor.goto(served.url)
    ask(counsellor, text)
    wait_for_the_end(counsellor)


def _next(served: Served, supervisor: Page) -> None:
    supervisor.goto(f"{served.url}/supervision/")
    supervisor.get_by_role("button", name="Relire la suivante").click()
    expect(supervisor.locator("#review-form")).to_be_visible()
    supervisor.wait_for_load_state()


def _judge_by_keyboard(page: Page, verdict: str) -> None:
    """Tab to each group, arrows inside, Ctrl + Enter to save: no mouse."""
    page.locator("input[name=exact]").first.focus()
    for _ in ("exact", "complete", "clear", "sourced", "tone"):
        page.keyboard.press("Space")
        for _ in range(3):
            page.keyboard.press("ArrowRight")
        page.keyboard.press("Tab")
    page.keyboard.press("Space")
    for _ in range(["right", "partial", "wrong", "dangerous"].index(verdict)):
        page.keyboard.press("ArrowDown")
    if verdict != "right":
        page.locator("select[name=cause]").select_option("wording")
    page.locator("textarea[name=comment]").fill("Dites d’abord le prix.")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("Relecture enregistrée.")).to_be_visible()


def test_two_supervisors_review_by_keyboard_and_a_curator_sees_the_danger(
    demonstration: Served, signed_in: OpenAs, has_no_axe_violation: Check
) -> None:
    """S-06, S-12"""
    counsellor = signed_in(demonstration, "alice")
    _asked(demonstration, counsellor)
    counsellor.get_by_role("button", name="Pas utile", exact=True).last.click()
    expect(counsellor.locator(".fs-saved").first).to_be_visible()

    first = signed_in(demonstration, "bob")
    first.goto(f"{demonstration.url}/supervision/")
    has_no_axe_violation(first)
    _next(demonstration, first)
    address = first.url
    assert "Alice" not in first.locator("main").inner_text()
    has_no_axe_violation(first)
    second = signed_in(demonstration, "fatou")
    second.goto(address)
    second.get_by_role("button", name="Relire cette réponse").click()
    expect(second.get_by_text("Une autre personne relit cette réponse")).to_be_visible()
    _judge_by_keyboard(first, "dangerous")
    assert first.locator("input[name=exact]:checked").count() == 0

    curator = signed_in(demonstration, "carole")
    curator.goto(f"{demonstration.url}/avis/")
    expect(curator.get_by_text("Une réponse a été jugée dangereuse").first).to_be_visible()
    with curator.expect_navigation():
        curator.get_by_role("button", name="Ouvrir").first.click()
    has_no_axe_violation(curator)

    counsellor.goto(f"{demonstration.url}/avis/")
    has_no_axe_violation(counsellor)
    counsellor.get_by_role("button", name="Ouvrir").first.click()
    expect(counsellor.get_by_text("Dites d’abord le prix.")).to_be_visible()
    has_no_axe_violation(counsellor)
    counsellor.locator("#message-text").fill("Bien reçu.")
    counsellor.get_by_role("button", name="Envoyer").click()
    expect(counsellor.get_by_text("Message envoyé.")).to_be_visible()
    first.goto(address)
    expect(first.get_by_text("Bien reçu.")).to_be_visible()
    expect(first.get_by_text(re.compile("^Lu par"))).to_be_visible()
    has_no_axe_violation(first)
    counsellor.goto(f"{demonstration.url}/avis/mon-mois/")
    has_no_axe_violation(counsellor)


def test_leaving_the_review_gives_the_answer_back(demonstration: Served, signed_in: OpenAs) -> None:
    counsellor = signed_in(demonstration, "alice")
    _asked(demonstration, counsellor)
    counsellor.get_by_role("button", name="Pas utile", exact=True).last.click()
    expect(counsellor.locator(".fs-saved").first).to_be_visible()
    first = signed_in(demonstration, "bob")
    _next(demonstration, first)
    address = first.url
    second = signed_in(demonstration, "fatou")
    second.goto(address)
    second.get_by_role("button", name="Relire cette réponse").click()
    expect(second.get_by_text("Une autre personne relit cette réponse")).to_be_visible()
    first.goto(f"{demonstration.url}/fiches/")
    first.wait_for_timeout(1_000)  # the beacon goes on its own, after the page
    second.goto(address)
    second.get_by_role("button", name="Relire cette réponse").click()
    expect(second.locator("#review-form")).to_be_visible()


def test_a_referent_on_duty_joins_the_exchange_and_proposes_a_text(
    demonstration: Served, signed_in: OpenAs, has_no_axe_violation: Check
) -> None:
    """Two browsers on one exchange: asked, joined, proposed, inserted, ended, without reload."""
    referent = signed_in(demonstration, "bob")
    referent.goto(f"{demonstration.url}/supervision/aides/")
    if referent.get_by_role("button", name="Prendre la permanence").count():
        with referent.expect_navigation():
            referent.get_by_role("button", name="Prendre la permanence").click()
    has_no_axe_violation(referent)

    counsellor = signed_in(demonstration, "alice")
    _asked(demonstration, counsellor)
    # By keyboard: under a mouse, the end of the answer may still move the page.
    counsellor.get_by_text("Demander l’avis du référent").press("Enter")
    counsellor.locator("#help-note").fill("Est-ce aussi vrai à l’étranger ?")
    counsellor.get_by_role("button", name="Demander l’avis", exact=True).click()
    expect(counsellor.locator("#help-log")).to_contain_text("en attente d’un référent")
    has_no_axe_violation(counsellor)

    expect(referent.get_by_text("Est-ce aussi vrai à l’étranger ?")).to_be_visible(timeout=10_000)
    has_no_axe_violation(referent)
    referent.get_by_role("button", name="Rejoindre").first.click()
    expect(referent.locator("#help-log")).to_contain_text("Vous aidez le conseiller")
    assert "Alice" not in referent.locator("main").inner_text()
    expect(referent.locator(".fs-turn").first).to_contain_text("25")
    has_no_axe_violation(referent)
    expect(counsellor.locator("#help-log")).to_contain_text("Karim Benali vous a rejoint")

    counsellor.locator("#help-text").fill("En cours de frappe")
    referent.locator("#help-text").fill("À l’étranger, adressez-vous au consulat.")
    referent.locator("label[for=help-proposal]").click()
    referent.get_by_role("button", name="Envoyer").click()
    expect(counsellor.locator("#help-log")).to_contain_text("adressez-vous au consulat")
    expect(counsellor.locator("#help-text")).to_have_value("En cours de frappe")
    has_no_axe_violation(counsellor)
    exchange = counsellor.url
    counsellor.locator("#help-log").get_by_role("button", name="Insérer dans mon brouillon").click()
    expect(counsellor.locator("#draft-editor")).to_contain_text("adressez-vous au consulat")
    expect(referent.locator("#help-log")).to_contain_text("Repris dans le brouillon.")

    counsellor.goto(exchange)
    counsellor.get_by_role("button", name="Terminer l’aide").click()
    expect(counsellor.locator("#help-log")).to_contain_text("Aide terminée")
    expect(referent.locator("#connection")).to_be_visible()
    response = referent.reload()
    assert response is not None
    assert response.status == 404
