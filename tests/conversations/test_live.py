"""When the step of a live answer is stored."""

import asyncio

from apps.answering.enums import CheckStatus, Section
from apps.answering.events import Sentence, SentenceChecked, TailWritten
from apps.conversations.live import LiveAnswer
from apps.conversations.models import Answer

SENTENCE = Sentence(1, Section.SUMMARY, "C’est gratuit.", (), CheckStatus.SUPPORTED)


def live_answer() -> LiveAnswer:
    live = LiveAnswer(Answer(), asyncio.Event())
    live.note(TailWritten("C’est"))
    return live


async def test_provisional_text_waits_for_its_turn_and_firm_text_does_not() -> None:
    live = live_answer()
    live.take_step(now=10.0)
    live.step_was_stored()

    live.note(TailWritten("C’est gra"))
    assert not live.is_due(10.3, tail_seconds=0.5)
    assert live.is_due(10.3, tail_seconds=0.2)

    live.note(SentenceChecked(SENTENCE))
    assert live.is_due(10.3, tail_seconds=0.5)


async def test_a_step_waits_until_the_one_before_it_is_stored() -> None:
    live = live_answer()
    live.take_step(now=10.0)
    live.note(SentenceChecked(SENTENCE))
    live.wake.clear()

    assert not live.is_due(11.0, tail_seconds=0.2)

    live.step_was_stored()
    assert live.is_due(11.0, tail_seconds=0.2)
    assert live.wake.is_set()
