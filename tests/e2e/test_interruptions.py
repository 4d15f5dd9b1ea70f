"""Lines are cut, servers die, people press *Arrêter*: nothing is lost."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.e2e.conftest import Served
from tests.e2e.test_counsellor import IDENTITY_CARD, ask, wait_for_the_end

OpenAs = Callable[..., Page]
FIRM = ".fs-turn .fs-sentence"


def _texts(page: Page) -> list[str]:
    return [text.strip() for text in page.locator(FIRM).all_inner_texts()]


def test_a_reconnection_in_mid_stream_loses_nothing(with_model: Served, signed_in: OpenAs) -> None:
    page = signed_in(with_model, "alice")
    ask(page, IDENTITY_CARD)
    expect(page.locator(FIRM).first).to_be_visible(timeout=20_000)
    page.context.set_offline(True)
    page.wait_for_timeout(2_000)
    page.context.set_offline(False)
    wait_for_the_end(page)
    shown = _texts(page)
    page.reload()
    assert shown == _texts(page) != []


def test_the_next_question_is_typed_while_the_answer_streams(
    with_model: Served, signed_in: OpenAs
) -> None:
    """C-05."""
    page = signed_in(with_model, "alice")
    ask(page, IDENTITY_CARD)
    expect(page.locator(FIRM).first).to_be_visible(timeout=20_000)
    page.locator("#question").click()
    page.keyboard.type("Et pour un enfant ?", delay=40)
    expect(page.get_by_role("button", name="Arrêter")).to_be_visible()
    wait_for_the_end(page)
    expect(page.locator("#question")).to_have_value("Et pour un enfant ?")
    expect(page.locator("#question")).to_be_focused()


def test_she_stops_the_answer_within_a_second_and_keeps_the_firm_text(
    with_model: Served, signed_in: OpenAs, has_no_axe_violation: Callable[[Page], None]
) -> None:
    page = signed_in(with_model, "alice")
    ask(page, IDENTITY_CARD)
    expect(page.locator(FIRM).first).to_be_visible(timeout=20_000)
    has_no_axe_violation(page)
    page.get_by_role("button", name="Arrêter").click()
    expect(page.get_by_text("Réponse interrompue.").first).to_be_visible(timeout=1_500)
    assert _texts(page) != []


def test_a_killed_server_leaves_the_text_interrupted_and_resumable(
    with_model: Served, signed_in: OpenAs
) -> None:
    page = signed_in(with_model, "alice")
    ask(page, IDENTITY_CARD)
    expect(page.locator(FIRM).first).to_be_visible(timeout=20_000)
    kept = _texts(page)[0]
    with_model.kill()
    with_model.start()
    page.reload()
    expect(page.get_by_text("Réponse interrompue.").first).to_be_visible(timeout=20_000)
    assert kept in _texts(page)
    page.get_by_role("button", name="Régénérer").click()
    wait_for_the_end(page)
