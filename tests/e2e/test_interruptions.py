"""Lines are cut, servers die, people press *Arrêter*, the model is hostile: nothing is lost, and
nothing but text is shown."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.chaos.hostile_text import SINKS, Walk, batches_of, import_hostile_sheets
from tests.e2e.conftest import Served
from tests.e2e.test_counsellor import IDENTITY_CARD, ask, wait_for_the_end
from tests.support.fakellm import FakeLlm

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


def test_a_finished_answer_is_not_replaced_by_its_own_end_sent_again(
    with_model: Served, signed_in: OpenAs
) -> None:
    """A resume and an announcement may cross: the second would empty what she is doing in it."""
    page = signed_in(with_model, "alice")
    ask(page, IDENTITY_CARD)
    wait_for_the_end(page)
    is_kept = page.evaluate("""() => {
      const detail = { message: document.querySelector(".fs-answer").outerHTML };
      const event = new CustomEvent("htmx:wsBeforeMessage", { cancelable: true, detail });
      return !document.dispatchEvent(event);
    }""")
    assert is_kept


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


def test_hostile_text_is_only_text_wherever_it_is_shown(
    with_model: Served, slow_model: FakeLlm, signed_in: OpenAs
) -> None:
    """P13, C-07: a tenth of what `make chaos` does."""
    count, plan = 30, slow_model.plan
    batches = batches_of(count, at_once=10)
    import_hostile_sheets(with_model, batches)
    walk = Walk(
        with_model, slow_model, signed_in(with_model, "alice"), signed_in(with_model, "bob")
    )
    try:
        for batch in batches:
            walk.exchange(batch)
    finally:
        slow_model.plan = plan
    assert walk.tally.wrong == []
    assert walk.tally.renders == dict.fromkeys(SINKS, count)


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
