"""Puts golden questions to the whole pipeline, one after the other; nothing is stored."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable, Sequence
from dataclasses import replace
from functools import partial
from time import perf_counter

from apps.answering.enums import DrafterName
from apps.answering.events import DraftingStarted, Event, Finished, Sentence, SentenceChecked
from apps.answering.passages import Evidence, Findings
from apps.answering.ports import Drafter, Understanding
from apps.answering.prepare import prepare
from apps.conversations.assistant import answer_question, configured_limits, in_database_thread
from apps.conversations.threads import db_call
from apps.evaluation.answers import Record
from apps.evaluation.golden import GoldenQuestion
from apps.sheets.models import Passage
from apps.sheets.search import PublishedRetriever, Scope
from apps.sheets.search.findings import read_passages, read_sheets

_ALL = 10_000
_COMPLETE = Evidence(best_score=1.0, term_coverage=1.0, agreement=1.0, margin=1.0)


class GivenSheets:
    """A Retriever that is told which sheets answer: measures drafting apart from search.

    Brings back all published passages of the sheets, in the order of `sheet_ids` and then of each
    sheet, as evidence that leaves no doubt.
    """

    def __init__(self, sheet_ids: Sequence[str]) -> None:
        self._order = {sheet_id: place for place, sheet_id in enumerate(sheet_ids)}

    async def find(self, understanding: Understanding) -> Findings:
        return await db_call(self._findings)()

    def _findings(self) -> Findings:
        rows = Passage.objects.published().filter(revision__sheet__external_id__in=self._order)
        places = rows.values_list("revision__sheet__external_id", "position", "pk", "revision")
        ordered = sorted(places, key=lambda row: (self._order[row[0]], row[1]))
        scope = Scope(only_answers=False)
        return Findings(
            passages=tuple(read_passages(scope, {row[2]: 0.0 for row in ordered})),
            sheets=tuple(read_sheets(scope, {row[3]: 0.0 for row in ordered})),
            evidence=_COMPLETE,
        )


def ask_all(
    questions: Iterable[GoldenQuestion],
    *,
    only: DrafterName | None = None,
    with_oracle: bool = False,
    drafters: Sequence[Drafter] | None = None,
    tell: Callable[[Record], None] | None = None,
    candidate: int | None = None,
) -> list[Record]:
    """How each question was answered. `with_oracle` gives the gold sheets, and leaves out
    questions that have none. `drafters` stand in for those of the settings. `tell` is called in a
    database thread with each record as it comes; what it raises stops the run.
    `candidate` is a revision that stands in for the published one of its sheet.
    Raises RequestRefused, NoModelConfigured."""
    asked = [each for each in questions if each.is_answerable or not with_oracle]
    retriever = candidate and PublishedRetriever(run=in_database_thread, candidate=candidate)
    ask = partial(
        _ask, only=only, with_oracle=with_oracle, drafters=drafters, retriever=retriever or None
    )
    return asyncio.run(_ask_each(asked, ask, tell))


async def _ask_each(
    questions: Sequence[GoldenQuestion],
    ask: Callable[[GoldenQuestion], Awaitable[Record]],
    tell: Callable[[Record], None] | None,
) -> list[Record]:
    records = []
    for question in questions:
        records.append(await ask(question))
        if tell:
            await db_call(tell)(records[-1])
    return records


async def _ask(
    question: GoldenQuestion,
    *,
    only: DrafterName | None,
    with_oracle: bool,
    drafters: Sequence[Drafter] | None,
    retriever: PublishedRetriever | None,
) -> Record:
    started = perf_counter()
    masked = prepare(question.question).masked
    history = [prepare(earlier).masked.text for earlier in question.history]
    said = answer_question(
        masked,
        history,
        only=only,
        drafters=drafters,
        retriever=GivenSheets(question.gold) if with_oracle else retriever,
        limits=replace(configured_limits(), passages=_ALL) if with_oracle else None,
    )
    finished, sentences = await _listen(said)
    milliseconds = (perf_counter() - started) * 1000
    return Record(question.id, finished.status, sentences, round(milliseconds, 1))


async def _listen(said: AsyncGenerator[Event, None]) -> tuple[Finished, tuple[Sentence, ...]]:
    """How the answer ended, and the sentences of the drafter that wrote last."""
    sentences: list[Sentence] = []
    finished: Finished | None = None
    async for event in said:
        match event:
            case DraftingStarted():
                sentences = []
            case SentenceChecked(sentence=sentence):
                sentences.append(sentence)
            case Finished():
                finished = event
    if finished is None:
        raise RuntimeError("the pipeline ended without saying how")
    return finished, tuple(sentences)
