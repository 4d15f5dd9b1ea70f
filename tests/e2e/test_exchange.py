"""On the exchange page: tags corrected, copies recorded, sockets blocked, an exchange entrusted."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from tests.e2e.conftest import Served
from tests.e2e.test_counsellor import IDENTITY_CARD, ask, wait_for_the_end

OpenAs = Callable[..., Page]
Check = Callable[[Page], None]
# As behind a proxy that lets no socket pass: each one fails without having opened.
NO_SOCKETS = """
const Real = window.WebSocket;
window.WebSocket = class extends Real {
  constructor(address, protocols) {
    super(address.replace(/:\\/\\/[^/]+/, "://localhost:9"), protocols);
  }
};
"""


@pytest.fixture
def page_of_alice(demonstration: Served, signed_in: OpenAs) -> Page:
    return signed_in(demonstration, "alice")


def wait_for_turns(page: Page, number: int) -> None:
    expect(page.locator(".fs-turn")).to_have_count(number, timeout=30_000)
    wait_for_the_end(page)


@pytest.mark.parametrize("fails", [True, False], ids=["refused", "swallowed"])
def test_where_sockets_are_blocked_the_page_polls_and_nothing_is_lost(
    demonstration: Served, signed_in: OpenAs, fails: bool
) -> None:
    """O-13, C-30. Under the content policy the browser never tells that the socket failed."""
    page = signed_in(demonstration, "alice", bypass_csp=fails)
    page.add_init_script(NO_SOCKETS)
    opened: list[str] = []
    page.on("websocket", lambda socket: opened.append(socket.url))
    ask(page, IDENTITY_CARD)
    wait_for_the_end(page)
    ask(page, "Combien de temps faut-il pour la recevoir ?")
    wait_for_turns(page, 2)
    expect(page.locator("#question")).to_have_value("")
    expect(page.locator("#connection")).to_contain_text("toutes les deux secondes", timeout=30_000)
    ask(page, "Quels documents apporter ?")
    wait_for_turns(page, 3)
    assert all("localhost:9/" in address for address in opened)
    texts = page.locator(".fs-turn .fs-sentence").all_inner_texts()
    page.reload()
    assert page.locator(".fs-turn .fs-sentence").all_inner_texts() == texts != []


def test_tags_are_proposed_while_a_question_is_typed_and_keep_the_search_to_them(
    demonstration: Served, signed_in: OpenAs
) -> None:
    """C-02."""
    page = signed_in(demonstration, "alice")
    page.wait_for_load_state("networkidle")
    page.locator("#question").press_sequentially("Veuve, carte grise à son nom, quels papiers ?")
    proposed = page.locator("#proposed-tags .fs-choice")
    expect(proposed.first).to_contain_text("France Titres")
    proposed.first.click()
    page.locator("#question").press("Enter")
    wait_for_the_end(page)
    expect(page.locator(".fs-tags").last).to_contain_text("Recherche limitée à")


def test_tags_are_proposed_corrected_and_narrow_the_next_search(
    page_of_alice: Page, has_no_axe_violation: Check
) -> None:
    """C-02."""
    page = page_of_alice
    ask(page, IDENTITY_CARD)
    wait_for_the_end(page)
    tags = page.locator(".fs-turn").last.locator(".fs-tags")
    expect(tags).to_contain_text("France Titres (ANTS)")
    tags.get_by_role("link", name="Corriger").click()
    form = page.locator(".fs-tags-form")
    expect(form.locator("input").nth(1)).to_be_attached()
    has_no_axe_violation(page)
    ticked = form.locator("input[type=checkbox]:checked")
    while ticked.count():
        ticked.first.uncheck(force=True)
    form.get_by_label("Caf", exact=True).check(force=True)
    form.get_by_role("button", name="Garder et régénérer").click()
    wait_for_turns(page, 2)
    last = page.locator(".fs-turn").last
    expect(last.locator(".fs-tags")).to_contain_text("Recherche limitée à")
    badges = page.locator(".fs-sources:not([hidden]) .fs-sources__sheet .fr-badge--blue-cumulus")
    assert set(badges.all_text_contents()) == {"Caf"}
    expect(page.locator("#composer-filters")).to_contain_text("Caf")
    page.get_by_role("button", name="Chercher partout").click()
    expect(page.locator("#composer-filters input")).to_have_count(0)


def test_a_copy_from_the_exchange_is_recorded(
    page_of_alice: Page, demonstration: Served, signed_in: OpenAs
) -> None:
    """C-17, C-20."""
    page = page_of_alice
    ask(page, IDENTITY_CARD)
    wait_for_the_end(page)
    with page.expect_response("**/copier/") as given:
        page.get_by_role("button", name="Copier").last.click()
    if given.value.json().get("asks_proofreading"):
        page.get_by_role("button", name="J’ai relu").click()
    expect(page.locator(".fs-copied").last).to_contain_text("Copié")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert "25\u00a0€" in copied
    assert "https://" in copied
    journal = signed_in(demonstration, "emma")
    journal.goto(f"{demonstration.url}/administration/journal/?kind=handed_over")
    expect(journal.locator("main table")).to_contain_text("Alice Martin")


def test_the_weather_asked_second_is_declined(page_of_alice: Page) -> None:
    page = page_of_alice
    ask(page, IDENTITY_CARD)
    wait_for_the_end(page)
    ask(page, "Quel temps fera-t-il demain à Guéret ?")
    wait_for_turns(page, 2)
    expect(page.locator(".fs-turn").last.locator(".fs-abstention")).to_be_visible()


def test_an_exchange_is_entrusted_shared_and_summed_up(
    page_of_alice: Page, demonstration: Served, has_no_axe_violation: Check
) -> None:
    """X-11, X-13, C-29."""
    page = page_of_alice
    ask(page, IDENTITY_CARD)
    wait_for_the_end(page)
    address = page.url
    page.get_by_role("link", name="Administration+").last.click()
    expect(page.locator("textarea")).to_have_value(re.compile("Opérateur concerné"))
    has_no_axe_violation(page)
    page.goto(f"{demonstration.url}/echanges/bilan/")
    expect(page.locator("main")).to_contain_text("France Titres")
    has_no_axe_violation(page)
    page.goto(address)
    page.get_by_text("Renommer, épingler, partager ou confier").click()
    has_no_axe_violation(page)
    page.get_by_role("button", name="Partager avec mon espace").click()
    page.get_by_text("Renommer, épingler, partager ou confier").click()
    expect(page.get_by_role("button", name="Ne plus partager")).to_be_visible()
    page.get_by_label("Confier à un collègue").select_option("Nadia Haddad")
    page.get_by_role("button", name="Confier", exact=True).click()
    expect(page.get_by_text("entre les mains de Nadia Haddad")).to_be_visible()
    response = page.goto(address)
    assert response is not None
    assert response.status == 404


def test_a_passage_on_its_way_is_read_once(demonstration: Served, signed_in: OpenAs) -> None:
    """A second reading would replace the whole sheet that is opened in the first."""
    page = signed_in(demonstration, "alice")
    held: list[Route] = []
    page.route("**/passages/*/", lambda route: held.append(route))
    ask(page, IDENTITY_CARD)
    wait_for_the_end(page)
    page.locator(".fs-turn .fs-cite").first.click()
    page.wait_for_timeout(300)
    assert len(held) == 1, "the first passage quoted opens by itself"
    held[0].continue_()
    expect(page.locator(".fs-source__title")).to_be_focused()
    assert len(held) == 1
