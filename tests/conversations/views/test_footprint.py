"""CO₂ and energy of an answer, beside the name of the model."""

from typing import Any

from apps.accounts.models import User
from apps.conversations.models import Answer
from tests.conversations.factories import AnswerFactory, ConversationFactory


def written(author: User, *usages: dict[str, Any] | None) -> Answer:
    runs = [{"model": "fake-model", "usage": usage} for usage in usages]
    return AnswerFactory(
        question__conversation=ConversationFactory(author=author),
        drafter="llm",
        model="fake-model",
        parameters={"runs": runs},
    )


def page(client_of: Any, author: User, answer: Answer) -> str:
    return client_of(author).get(f"/echanges/{answer.conversation_id}/").content.decode()


def test_what_an_answer_cost_stands_beside_the_name_of_the_model(
    alice: User, client_of: Any
) -> None:
    """O-15: all calls for the answer, those that failed too."""
    usage = {"prompt_tokens": 9, "completion_tokens": 9, "co2_grams": 0.07, "energy_wh": 0.2}
    html = page(client_of, alice, written(alice, usage, None, usage))
    assert "0,14\u00a0g CO₂e au plus" in html
    assert "0,4\u00a0Wh" in html
    assert "estimation du fournisseur" in html


def test_nothing_is_said_when_the_endpoint_tells_nothing(alice: User, client_of: Any) -> None:
    usage = {"prompt_tokens": 9, "completion_tokens": 9, "co2_grams": None}
    assert "CO₂" not in page(client_of, alice, written(alice, usage))


def test_an_answer_kept_before_energy_was_still_tells_its_carbon(
    alice: User, client_of: Any
) -> None:
    html = page(client_of, alice, written(alice, {"co2_grams": 0.5}))
    assert "0,5\u00a0g CO₂e" in html
    assert "Wh" not in html.split("CO₂e", 1)[1][:200]


def test_it_is_hidden_when_the_settings_say_so(alice: User, client_of: Any, settings: Any) -> None:
    """O-15: switchable."""
    settings.SHOW_FOOTPRINT = False
    assert "CO₂" not in page(client_of, alice, written(alice, {"co2_grams": 0.5}))
