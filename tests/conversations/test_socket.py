"""The whole application over a real server, real sockets and a real worker."""

import time
from uuid import uuid4

import pytest
from channels.db import database_sync_to_async

from apps.accounts.models import User
from apps.answering.enums import AnswerStatus, DrafterName
from apps.conversations.models import Answer, Question, Request
from apps.sheets.models import Sheet
from tests.conversations.conftest import (
    cookie_of,
    drafts_written,
    last_answer,
    quiet_exchange,
    stored_sentences,
)
from tests.conversations.sheets import LOST_CARD_QUESTION
from tests.support.database import transactional
from tests.support.exchange_page import ExchangePage, sentences_in
from tests.support.fakellm import FakeLlm
from tests.support.liveserver import LiveServer

pytestmark = transactional
FIRM = "fs-sentence"
END = 'id="finished"'


async def test_a_question_brings_its_turn_then_sources_then_sentences_then_the_end(
    server: LiveServer, lost_card: Sheet, alice: User
) -> None:
    conversation_id = await quiet_exchange(alice)
    async with ExchangePage(server, await cookie_of(alice), conversation_id) as page:
        key = await page.ask(LOST_CARD_QUESTION)
        await page.wait_for(str(key))
        await page.wait_for("fs-sources__item")
        await page.wait_for(END)
    answer = await last_answer(conversation_id)
    assert answer.status == AnswerStatus.ANSWERED
    assert answer.drafter == DrafterName.EXTRACTIVE
    assert "25 €" in " ".join(sentences_in(page.said[-1]))
    assert sentences_in(page.said[-1]) != []
    assert sorted(sentences_in(page.said[-1])) == sorted(await stored_sentences(conversation_id))


async def test_quotes_are_copied_byte_for_byte_from_the_stored_passages(
    server: LiveServer, lost_card: Sheet, alice: User
) -> None:
    conversation_id = await quiet_exchange(alice)
    async with ExchangePage(server, await cookie_of(alice), conversation_id) as page:
        await page.ask(LOST_CARD_QUESTION)
        await page.wait_for(END)
    answer = await last_answer(conversation_id)
    citations = [one for sentence in answer.sentences.all() for one in sentence.citations.all()]
    assert citations != []
    assert all(one.quote and one.quote in one.source.text for one in citations)


async def test_stop_ends_the_answer_within_a_second_and_keeps_the_firm_text(
    slow_model: FakeLlm, server: LiveServer, long_sheet: Sheet, alice: User
) -> None:
    conversation_id = await quiet_exchange(alice)
    async with ExchangePage(server, await cookie_of(alice), conversation_id) as page:
        await page.ask(LOST_CARD_QUESTION)
        await page.wait_for(FIRM)
        answer = await last_answer(conversation_id)
        asked_at = time.monotonic()
        await page.send("stop", answer=answer.pk)
        end = await page.wait_for(END)
        seconds = time.monotonic() - asked_at
    answer = await last_answer(conversation_id)
    assert answer.status == AnswerStatus.STOPPED
    assert answer.sentences.count() > 0
    assert sorted(sentences_in(end)) == sorted(await stored_sentences(conversation_id))
    assert seconds <= 1.0


async def test_a_page_that_comes_back_mid_stream_misses_nothing(
    slow_model: FakeLlm, server: LiveServer, long_sheet: Sheet, alice: User
) -> None:
    conversation_id = await quiet_exchange(alice)
    page = ExchangePage(server, await cookie_of(alice), conversation_id)
    await page.open()
    await page.ask(LOST_CARD_QUESTION)
    await page.wait_for(FIRM)
    await page.close()
    before = await last_answer(conversation_id)
    await page.open()
    await page.send("resume", answer=before.pk, seq=before.seq)
    resumed = await page.wait_for(f'id="answer-{before.pk}"')
    assert len(sentences_in(resumed)) >= before.sentences.count()
    end = await page.wait_for(END, seconds=40)
    await page.close()
    assert sorted(sentences_in(end)) == sorted(await stored_sentences(conversation_id))
    assert (await last_answer(conversation_id)).status == AnswerStatus.ANSWERED
    assert drafts_written(slow_model) == 1


async def test_numbered_steps_come_without_gap_or_repetition(
    slow_model: FakeLlm, server: LiveServer, long_sheet: Sheet, alice: User
) -> None:
    conversation_id = await quiet_exchange(alice)
    async with ExchangePage(server, await cookie_of(alice), conversation_id) as page:
        await page.ask(LOST_CARD_QUESTION)
        await page.wait_for(END, seconds=40)
    seqs = [seq for message in page.said if (seq := page.step_of(message)) is not None]
    assert seqs == list(range(seqs[0], seqs[-1] + 1))
    steps = [message for message in page.said if page.step_of(message) is not None]
    arrived = [sentence for message in steps for sentence in sentences_in(message)]
    assert arrived == await stored_sentences(conversation_id)


async def test_a_second_tab_sees_the_question_and_its_answer(
    server: LiveServer, lost_card: Sheet, alice: User
) -> None:
    conversation_id = await quiet_exchange(alice)
    cookie = await cookie_of(alice)
    async with (
        ExchangePage(server, cookie, conversation_id) as first,
        ExchangePage(server, cookie, conversation_id) as second,
    ):
        await first.ask(LOST_CARD_QUESTION)
        turn = await second.wait_for("fs-turn")
        assert 'data-key=""' in turn, "the field of another tab is not emptied"
        end = await second.wait_for(END)
    assert sorted(sentences_in(end)) == sorted(await stored_sentences(conversation_id))


async def test_the_same_key_twice_is_one_answer_and_one_call_of_the_model(
    slow_model: FakeLlm, server: LiveServer, long_sheet: Sheet, alice: User
) -> None:
    conversation_id = await quiet_exchange(alice)
    key = uuid4()
    cookie = await cookie_of(alice)
    async with (
        ExchangePage(server, cookie, conversation_id) as first,
        ExchangePage(server, cookie, conversation_id) as second,
    ):
        await first.ask(LOST_CARD_QUESTION, key=key)
        await second.ask(LOST_CARD_QUESTION, key=key)
        await first.ask(LOST_CARD_QUESTION, key=key)
        await second.wait_for(f'data-key="{key}"')
        await first.wait_for(END, seconds=40)
        await first.ask(LOST_CARD_QUESTION + " Et le délai ?", key=key)
        await first.wait_for('role="alert"')
    answers = database_sync_to_async(Answer.objects.filter(conversation_id=conversation_id).count)
    assert await answers() == 2  # the stopped one, and one for the key
    assert drafts_written(slow_model) == 1


async def test_a_question_during_an_answer_is_refused_in_words(
    slow_model: FakeLlm, server: LiveServer, long_sheet: Sheet, alice: User
) -> None:
    conversation_id = await quiet_exchange(alice)
    async with ExchangePage(server, await cookie_of(alice), conversation_id) as page:
        await page.ask(LOST_CARD_QUESTION)
        await page.wait_for(FIRM)
        await page.ask("Et pour un passeport ?")
        await page.wait_for('role="alert"')
        await page.send("stop", answer=(await last_answer(conversation_id)).pk)
        await page.wait_for(END)


async def test_another_attempt_leaves_the_first_one_standing(
    server: LiveServer, lost_card: Sheet, alice: User
) -> None:
    conversation_id = await quiet_exchange(alice)
    first = await last_answer(conversation_id)
    async with ExchangePage(server, await cookie_of(alice), conversation_id) as page:
        await page.send("regenerate", answer=first.pk, key=uuid4())
        await page.wait_for("fs-turn")
        await page.wait_for(END)
    second = await last_answer(conversation_id)
    assert (second.question_id, second.number) == (first.question_id, 2)
    assert second.status == AnswerStatus.ANSWERED
    assert await database_sync_to_async(Answer.objects.filter(pk=first.pk).exists)()


async def test_personal_data_is_previewed_and_nothing_is_stored_before_the_choice(
    server: LiveServer, lost_card: Sheet, alice: User
) -> None:
    conversation_id = await quiet_exchange(alice)
    counts = database_sync_to_async(
        lambda: (Question.objects.count(), Answer.objects.count(), Request.objects.count())
    )
    before = await counts()
    text = "Mme Dupont, numéro de sécu 2 85 05 78 006 084 91, a perdu sa carte d'identité."
    async with ExchangePage(server, await cookie_of(alice), conversation_id) as page:
        await page.ask(text)
        preview = await page.wait_for('id="preview-alert"')
        assert "2 85 05 78 006 084 91" in preview, "she sees what was found"
        assert await counts() == before
        masked = page.masked_text(preview)
        assert "006 084" not in masked
        await page.ask(masked)
        await page.wait_for(END)
    question = await database_sync_to_async(Question.objects.latest)("created_at")
    assert question.masked_text == masked
    assert question.mask_counts["NIR"] == 1


async def test_no_word_of_a_request_or_an_answer_reaches_the_log(
    server: LiveServer, lost_card: Sheet, alice: User, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    conversation_id = await quiet_exchange(alice)
    async with ExchangePage(server, await cookie_of(alice), conversation_id) as page:
        await page.ask("Girafe mauve : combien coûte le renouvellement d'une carte perdue ?")
        await page.wait_for(END)
    # The client of the test logs what it sends.
    served = [one for one in caplog.records if not one.name.startswith("websockets")]
    logged = "\n".join(f"{record.getMessage()} {record.exc_text or ''}" for record in served)
    assert "mauve" not in logged
    for sentence in await stored_sentences(conversation_id):
        assert sentence not in logged


async def test_a_failing_pipeline_ends_in_words_and_not_in_silence(
    server: LiveServer, lost_card: Sheet, alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(self: object, understanding: object) -> None:
        raise OSError("the disk is gone")

    monkeypatch.setattr("apps.sheets.search.PublishedRetriever.find", fail)
    conversation_id = await quiet_exchange(alice)
    async with ExchangePage(server, await cookie_of(alice), conversation_id) as page:
        await page.ask(LOST_CARD_QUESTION)
        end = await page.wait_for(END)
    answer = await last_answer(conversation_id)
    assert answer.status == AnswerStatus.FAILED
    assert str(answer.pk) in end, "the reference for support"
