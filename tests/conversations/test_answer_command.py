"""`manage.py answer`: the whole pipeline on published sheets, storing nothing."""

import json
from io import StringIO

import pytest
from django.core.management import call_command

from apps.audit.models import AuditEvent
from apps.conversations.models import Conversation, Question
from apps.sheets.models import Passage, Sheet
from tests.conversations.sheets import LOST_CARD_QUESTION
from tests.support.database import transactional
from tests.support.fakellm import FakeLlm

pytestmark = transactional


def said(*arguments: str) -> dict:
    output = StringIO()
    call_command("answer", *arguments, "--json", stdout=output)
    return json.loads(output.getvalue())


def test_it_prints_one_object_with_verbatim_quotes(lost_card: Sheet) -> None:
    answer = said(LOST_CARD_QUESTION)
    assert (answer["status"], answer["drafter"]) == ("answered", "extractive")
    assert answer["degraded_reason"] == "no_model"
    assert "25 €" in answer["text"]
    texts = list(Passage.objects.values_list("text", flat=True))
    quotes = [one["quote"] for sentence in answer["sentences"] for one in sentence["citations"]]
    assert quotes != []
    assert all(any(quote in text for text in texts) for quote in quotes)
    assert answer["sources"][0]["sheet"] == "F1344"


def test_it_stores_nothing(lost_card: Sheet) -> None:
    said(LOST_CARD_QUESTION, "--history", "Elle habite Guéret.")
    assert (Question.objects.count(), Conversation.objects.count()) == (0, 0)
    assert AuditEvent.objects.count() == 0


def test_it_declines_what_no_sheet_covers(lost_card: Sheet) -> None:
    answer = said("Quel temps fera-t-il demain à Guéret ?")
    assert answer["status"].startswith("abstained_")
    assert answer["sentences"] == []


def test_the_model_writes_when_it_is_asked_to(long_sheet: Sheet, slow_model: FakeLlm) -> None:
    answer = said(LOST_CARD_QUESTION, "--drafter", "llm")
    assert (answer["status"], answer["drafter"]) == ("answered", "llm")
    assert all(sentence["check"] == "supported" for sentence in answer["sentences"])


@pytest.mark.parametrize(
    "arguments", [(" ",), ("a" * 4_001,), (LOST_CARD_QUESTION, "--drafter", "llm")]
)
def test_bad_input_ends_with_code_2_and_words(arguments: tuple[str, ...]) -> None:
    errors = StringIO()
    with pytest.raises(SystemExit) as refusal:
        call_command("answer", *arguments, stderr=errors)
    assert refusal.value.code == 2
    assert errors.getvalue().strip() != ""
