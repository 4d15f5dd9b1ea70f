"""The pipeline, from a masked request to its last event."""

import asyncio

from apps.answering.enums import AnswerStatus, CheckStatus, DegradedReason, DrafterName
from apps.answering.events import (
    DraftingStarted,
    Finished,
    SentenceChecked,
    SourcesFound,
    TailWritten,
    Understood,
    UrgencyRaised,
)
from apps.answering.extractive import ExtractiveDrafter
from apps.answering.masking import MaskedText
from apps.answering.passages import DecidingFact, Findings
from apps.answering.pipeline import Limits, answer
from apps.answering.ports import DraftingFailed
from tests.answering.support import LOST_CARD, MemoryRetriever, ScriptedDrafter, sheet

QUESTION = "Combien coûte le renouvellement d'une carte d'identité perdue ?"
GOOD = "## Coût\nLe renouvellement d'une carte perdue coûte 25 € en timbre fiscal. [3]\n"
FINDINGS = Findings(
    passages=LOST_CARD,
    sheets=(sheet(related=("Carte d'identité volée", "Passeport perdu", "Timbre", "Photo")),),
)


async def collect(*drafters, question=QUESTION, findings=FINDINGS, history=(), **options):
    masked, retriever = MaskedText.from_storage(question), MemoryRetriever(findings)
    events = answer(masked, history, retriever=retriever, drafters=drafters, **options)
    return [event async for event in events]


def sentences(events):
    return [event.sentence for event in events if isinstance(event, SentenceChecked)]


async def test_it_tells_its_steps_in_order():
    events = await collect(ExtractiveDrafter())
    kinds = [type(event) for event in events if not isinstance(event, TailWritten)]
    assert kinds[:3] == [Understood, SourcesFound, DraftingStarted]
    assert set(kinds[3:-1]) == {SentenceChecked}
    assert kinds[-1] is Finished


async def test_it_answers_from_the_sheets_alone_without_a_model():
    events = await collect(ExtractiveDrafter(), no_model_reason=DegradedReason.NO_MODEL)
    assert events[-1].status is AnswerStatus.ANSWERED
    assert events[-1].degraded_reason is DegradedReason.NO_MODEL
    assert any("25 €" in sentence.text for sentence in sentences(events))
    assert all(sentence.check is CheckStatus.SUPPORTED for sentence in sentences(events))


async def test_the_fortieth_question_of_an_exchange_is_still_answered():
    """C-30."""
    history = [f"{QUESTION} Cas numéro {number}." for number in range(39)]
    events = await collect(ExtractiveDrafter(), question="Combien ça coûte ?", history=history)
    assert events[-1].status is AnswerStatus.ANSWERED
    assert any("25 €" in sentence.text for sentence in sentences(events))


async def test_it_keeps_a_model_s_draft_that_passes_its_checks():
    events = await collect(ScriptedDrafter((GOOD,)), ExtractiveDrafter())
    assert [e.drafter for e in events if isinstance(e, DraftingStarted)] == [DrafterName.LLM]
    assert events[-1].status is AnswerStatus.ANSWERED
    assert events[-1].degraded_reason is None


async def test_it_extracts_when_the_model_fails_before_a_firm_sentence():
    down = ScriptedDrafter(("## Coût\nLe renouv", DraftingFailed(DegradedReason.MODEL_DOWN)))
    events = await collect(down, ExtractiveDrafter())
    started = [event for event in events if isinstance(event, DraftingStarted)]
    assert started == [
        DraftingStarted(DrafterName.LLM),
        DraftingStarted(DrafterName.EXTRACTIVE, DegradedReason.MODEL_DOWN),
    ]
    assert events[-1].status is AnswerStatus.ANSWERED
    assert events[-1].degraded_reason is DegradedReason.MODEL_DOWN


async def test_it_extracts_when_no_firm_sentence_comes_in_time():
    slow = ScriptedDrafter(("## Coût\n", 5, GOOD))
    events = await collect(slow, ExtractiveDrafter(), limits=Limits(first_sentence=0.05))
    assert events[-1].degraded_reason is DegradedReason.MODEL_SLOW
    assert events[-1].status is AnswerStatus.ANSWERED
    assert slow.was_closed


async def test_the_time_before_a_firm_sentence_is_counted_over_all_models():
    slow = [ScriptedDrafter((5, GOOD)), ScriptedDrafter((5, GOOD))]
    loop = asyncio.get_running_loop()
    before = loop.time()
    await collect(*slow, ExtractiveDrafter(), limits=Limits(first_sentence=0.2))
    assert loop.time() - before < 0.35


async def test_it_is_interrupted_when_the_model_fails_after_firm_text():
    broken = ScriptedDrafter((GOOD, "Le timbre", DraftingFailed(DegradedReason.MODEL_DOWN)))
    events = await collect(broken, ExtractiveDrafter())
    assert events[-1].status is AnswerStatus.INTERRUPTED
    assert [sentence.check for sentence in sentences(events)] == [CheckStatus.SUPPORTED]


async def test_it_is_cut_when_the_whole_answer_takes_too_long():
    endless = ScriptedDrafter((GOOD, 5, GOOD))
    events = await collect(endless, ExtractiveDrafter(), limits=Limits(whole_answer=0.1))
    assert events[-1].status is AnswerStatus.INTERRUPTED
    assert events[-1].degraded_reason is DegradedReason.MODEL_SLOW


async def test_it_replaces_a_draft_whose_sentences_mostly_fail():
    wrong = ScriptedDrafter(
        ("## Coût\nC'est 99 €. [3]\nC'est sous 8 jours. [3]\nC'est gratuit.\n",)
    )
    events = await collect(wrong, ExtractiveDrafter())
    assert events[-1].degraded_reason is DegradedReason.CHECKS_FAILED
    last_start = max(i for i, e in enumerate(events) if isinstance(e, DraftingStarted))
    assert all(s.check is CheckStatus.SUPPORTED for s in sentences(events[last_start:]))


async def test_an_empty_draft_is_invalid():
    events = await collect(ScriptedDrafter(("   \n",)), ExtractiveDrafter())
    assert events[-1].degraded_reason is DegradedReason.MODEL_INVALID
    assert events[-1].status is AnswerStatus.ANSWERED


async def test_it_fails_when_even_extraction_fails():
    broken = ScriptedDrafter((DraftingFailed(DegradedReason.MODEL_DOWN),))
    events = await collect(broken, broken)
    assert events[-1].status is AnswerStatus.FAILED


async def test_it_abstains_when_no_passage_is_found_and_drafts_nothing():
    findings = Findings(sheets=FINDINGS.sheets)
    events = await collect(ExtractiveDrafter(), findings=findings)
    assert not any(isinstance(event, DraftingStarted) for event in events)
    assert events[-1].status is AnswerStatus.ABSTAINED_NO_SHEET
    assert events[-1].nearest == FINDINGS.sheets
    assert events[-1].rephrasings


async def test_it_proposes_at_most_three_related_questions_and_deciding_facts():
    facts = tuple(DecidingFact(name, f"{name} ?") for name in "abcd")
    findings = Findings(FINDINGS.passages, FINDINGS.sheets, deciding_facts=facts)
    events = await collect(ExtractiveDrafter(), findings=findings)
    assert len(events[-1].related_questions) == 3
    assert len(events[-1].deciding_facts) == 3


async def test_an_urgency_comes_first_whatever_follows():
    contacts = (("3919", "Violences femmes info"),)
    events = await collect(ExtractiveDrafter(), urgent_contacts=contacts)
    assert events[0] == UrgencyRaised(contacts)


async def test_a_rewritten_query_reaches_the_search_and_a_late_one_is_dropped():
    class Rewriter:
        def __init__(self, delay):
            self.delay = delay

        async def rewrite(self, understanding):
            await asyncio.sleep(self.delay)
            return "duplicata carte identité coût"

    for delay, expected in ((0, "duplicata carte identité coût"), (5, "")):
        retriever = MemoryRetriever(FINDINGS)
        events = answer(
            MaskedText.from_storage(QUESTION),
            [],
            retriever=retriever,
            drafters=[ExtractiveDrafter()],
            rewriter=Rewriter(delay),
            limits=Limits(rewriting=0.05),
        )
        assert [event async for event in events][-1].status is AnswerStatus.ANSWERED
        assert retriever.asked.rewritten == expected


async def test_stopping_the_answer_closes_the_model_s_stream():
    drafter = ScriptedDrafter((GOOD, 5, GOOD))
    events = answer(
        MaskedText.from_storage(QUESTION),
        [],
        retriever=MemoryRetriever(FINDINGS),
        drafters=[drafter],
    )
    async for event in events:
        if isinstance(event, SentenceChecked):
            break
    await events.aclose()
    assert drafter.was_closed
