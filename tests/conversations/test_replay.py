"""An answer made by the job is rebuilt to the byte; anything altered since is told."""

import asyncio
import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import override_settings

from apps.conversations.models import Answer, AnswerSource, Citation, Question
from apps.conversations.tasks import make_answer
from tests.conversations.conftest import ask_as
from tests.support.database import transactional
from tests.support.fakellm import FakeLlm

pytestmark = transactional


def made(user, text: str, *, conversation=None) -> Answer:
    asked = ask_as(user, text, conversation=conversation)
    asyncio.run(make_answer(str(asked.answer.pk)))
    return Answer.objects.get(pk=asked.answer.pk)


@pytest.fixture
def by_model(fake_llm: FakeLlm, alice, lost_card) -> Answer:
    """The second answer of an exchange, drafted by the scripted model."""
    with override_settings(LLM_BASE_URL=fake_llm.base_url, LLM_MODEL="fake-model"):
        first = made(alice, "Ma carte d'identité perdue, combien coûte le renouvellement ?")
        return made(
            alice, "Et quels documents pour la carte perdue ?", conversation=first.conversation
        )


@pytest.fixture
def by_extracts(alice, lost_card) -> Answer:
    return made(alice, "Ma carte d'identité perdue, combien coûte le renouvellement ?")


def replayed(answer: Answer, *, code: int = 0) -> dict:
    out = StringIO()
    if code:
        with pytest.raises(CommandError) as refused:
            call_command("replay", str(answer.pk), "--json", stdout=out)
        assert refused.value.returncode == code
    else:
        call_command("replay", str(answer.pk), "--json", stdout=out)
    return json.loads(out.getvalue())


def test_the_prompt_that_was_sent_is_rebuilt_to_the_byte(by_model: Answer, fake_llm: FakeLlm):
    sent = [r.data["messages"] for r in fake_llm.chat_requests if r.data.get("stream")]

    found = replayed(by_model)

    assert found["ok"]
    assert [prompt["is_identical"] for prompt in found["prompts"]] == [True]
    assert found["prompts"][0]["messages"] == sent[-1]
    assert "combien coûte le renouvellement" in sent[-1][1]["content"]
    assert found["quotes"]["n"] > 0
    assert found["quotes"]["identical"] == found["quotes"]["n"]
    assert found["revisions"][0]["sheet"] == "F1344"


def test_what_made_the_answer_is_stored(by_model: Answer):
    run = by_model.parameters["runs"][0]

    assert by_model.model == run["model"] == "fake-model"
    assert by_model.prompt_version == run["prompt_version"] == "draft-1"
    assert run["delimiter"]
    assert run["budget"]["context_tokens"] == 8192
    assert run["usage"]["prompt_tokens"] > 0
    assert len(run["prompt_sha256"]) == 64
    assert by_model.parameters["operators"] == ["ants"]
    assert by_model.timings_ms["total"] >= 0


def test_a_request_altered_since_gives_another_prompt(by_model: Answer):
    Question.objects.filter(pk=by_model.question_id).update(masked_text="Autre demande ?")

    found = replayed(by_model, code=1)

    assert not found["ok"]
    assert [prompt["is_identical"] for prompt in found["prompts"]] == [False]


def test_an_answer_made_of_extracts_has_its_quotes_checked(by_extracts: Answer):
    found = replayed(by_extracts)

    assert found["ok"]
    assert found["prompts"] == []
    assert found["drafter"] == "extractive"
    assert found["quotes"]["n"] == Citation.objects.filter(sentence__answer=by_extracts).count() > 0


def test_it_tells_a_quote_that_its_source_does_not_hold(by_extracts: Answer):
    quoted = Citation.objects.filter(sentence__answer=by_extracts).first()
    Citation.objects.filter(pk=quoted.pk).update(quote=quoted.quote + " et plus")

    bad = replayed(by_extracts, code=1)["quotes"]["bad"]

    assert [each["problem"] for each in bad] == ["altered"]


def test_it_tells_a_source_whose_text_was_altered(by_extracts: Answer):
    source = AnswerSource.objects.quoted().filter(answer=by_extracts).first()
    AnswerSource.objects.filter(pk=source.pk).update(text=source.text + " ")

    bad = replayed(by_extracts, code=1)["quotes"]["bad"]

    assert {each["problem"] for each in bad} == {"source_altered"}


def test_it_still_works_when_the_sheet_is_gone(by_extracts: Answer):
    AnswerSource.objects.filter(answer=by_extracts).update(passage=None)

    assert replayed(by_extracts)["ok"]


@pytest.mark.parametrize("name", ["rien", "7d6c8f0e-0000-4000-8000-000000000000"])
def test_it_refuses_an_answer_that_does_not_exist(name: str):
    with pytest.raises(CommandError) as refused:
        call_command("replay", name)

    assert refused.value.returncode == 2
