"""Wires the pipeline: published sheets, the configured model, the extractive fall-back."""

from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from functools import partial
from typing import TypeVar

from django.conf import settings

from apps.accounts.models import User
from apps.answering.enums import DegradedReason, DrafterName
from apps.answering.events import Event
from apps.answering.extractive import ExtractiveDrafter
from apps.answering.masking import MaskedText
from apps.answering.pipeline import Limits, answer
from apps.answering.ports import Drafter, Retriever
from apps.conversations.models import Question
from apps.conversations.threads import db_call
from apps.llm.drafter import configured_drafter
from apps.llm.rewriter import configured_rewriter
from apps.llm.runs import DraftRun
from apps.sheets.search import PublishedRetriever, current_reader

T = TypeVar("T")


class NoModelConfigured(Exception):
    """A draft by the model was asked for, and the settings name none."""


class Runs(list[DraftRun]):
    """The calls of the model for one answer, in order; the last one wrote the draft."""


def answer_question(
    masked: MaskedText,
    history: Sequence[str],
    *,
    asker: User | None = None,
    filters: dict[str, list[str]] | None = None,
    only: DrafterName | None = None,
    urgent_contacts: tuple[tuple[str, str], ...] = (),
    runs: Runs | None = None,
    drafters: Sequence[Drafter] | None = None,
    retriever: Retriever | None = None,
    limits: Limits | None = None,
    spared: DegradedReason | None = None,
) -> AsyncGenerator[Event, None]:
    """The events of one answer from the sheets that `asker` may see (None: the public ones).

    `only` leaves out the other drafter; raises NoModelConfigured for a model that is not there.
    `drafters` stand in for those of the settings, to compare models and prompts; `retriever` for
    the search of published sheets, to measure drafting apart from it. `spared`: why no model may
    be called, see `allowances`.
    """
    only = DrafterName.EXTRACTIVE if spared else only
    drafters = drafters or _drafters(only, runs if runs is not None else Runs())
    has_model = drafters[0].name is DrafterName.LLM
    make = partial(
        answer,
        masked,
        history,
        retriever=retriever or PublishedRetriever(asker, filters, run=in_database_thread),
        drafters=drafters,
        rewriter=configured_rewriter() if has_model else None,
        urgent_contacts=urgent_contacts,
        no_model_reason=None if has_model else spared or DegradedReason.NO_MODEL,
        limits=limits or configured_limits(),
    )
    return _with_current_reader(make)


async def _with_current_reader(
    make: Callable[..., AsyncGenerator[Event, None]],
) -> AsyncGenerator[Event, None]:
    """The events of `make`, given the lexicon in force, which may have to be read."""
    reader = await in_database_thread(current_reader)
    async with aclosing(make(reader=reader)) as events:
        async for event in events:
            yield event


def configured_limits() -> Limits:
    """The clocks and the threshold of the settings."""
    return Limits(
        first_sentence=settings.FIRST_SENTENCE_SECONDS,
        whole_answer=settings.WHOLE_ANSWER_SECONDS,
        decline_above=settings.DECLINE_THRESHOLD,
    )


def earlier_requests(question: Question) -> list[str]:
    """The masked requests of the exchange before this one, oldest first."""
    earlier = Question.objects.filter(
        conversation_id=question.conversation_id, position__lt=question.position
    )
    return list(earlier.order_by("position").values_list("masked_text", flat=True))


async def in_database_thread(work: Callable[[], T], /) -> T:
    """`Run` of the retriever: the database work of an answer, off the event loop."""
    return await db_call(work)()


def _drafters(only: DrafterName | None, runs: Runs) -> list[Drafter]:
    model = None if only is DrafterName.EXTRACTIVE else configured_drafter(on_run=runs.append)
    if only is DrafterName.LLM:
        if model is None:
            raise NoModelConfigured
        return [model]
    return [model, ExtractiveDrafter()] if model else [ExtractiveDrafter()]
