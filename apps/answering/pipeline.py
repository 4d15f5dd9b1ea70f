"""How an answer is made: understand, retrieve, decide, draft, check, finish."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import replace

from apps.answering.directory import contacts_to_ask
from apps.answering.drafting import Clock, DraftEvent, Ending, Limits, draft
from apps.answering.enums import AnswerStatus, DegradedReason
from apps.answering.events import Event, Finished, SourcesFound, Understood, UrgencyRaised
from apps.answering.evidence import Decision, decide
from apps.answering.lexicon import read_lexicon
from apps.answering.masking import MaskedText
from apps.answering.passages import Findings
from apps.answering.ports import Drafter, DraftRequest, Retriever, Rewriter, Understanding
from apps.answering.proposals import MOST, related_questions, rephrasings
from apps.answering.tampering import is_tampered
from apps.answering.themes import themes_of
from apps.answering.understanding import Reader

__all__ = ["Limits", "answer"]


async def answer(
    masked: MaskedText,
    history: Sequence[str],
    *,
    retriever: Retriever,
    drafters: Sequence[Drafter],
    rewriter: Rewriter | None = None,
    reader: Reader | None = None,
    urgent_contacts: tuple[tuple[str, str], ...] = (),
    no_model_reason: DegradedReason | None = None,
    limits: Limits | None = None,
) -> AsyncGenerator[Event, None]:
    """The events of one answer, `Finished` always last.

    `history`: the earlier masked requests of the exchange, oldest first. `drafters` are tried in
    order, the extractive one last; `no_model_reason` says why no model stands before it.
    """
    clock = Clock(limits or Limits())
    if urgent_contacts:
        yield UrgencyRaised(urgent_contacts)

    understanding = (reader or Reader(read_lexicon())).read(masked.text, history)
    yield Understood(understanding.operators, understanding.themes, understanding.terms)

    understanding = await _rewritten(understanding, rewriter, clock.limits)
    findings = _untampered(await retriever.find(understanding))
    passages = findings.passages[: clock.limits.passages]
    yield SourcesFound(passages, findings.sheets, themes_of(findings.sheets))

    decision = decide(findings, understanding, clock.limits.decline_above)
    if _declines(decision):
        yield _finished_without_draft(decision, findings, understanding)
        return

    request = DraftRequest(understanding, passages, findings.sheets, findings.contacts)
    drafting = draft(request, drafters, clock, no_model_reason)
    async with aclosing(_drafted(drafting, decision, findings, understanding)) as events:
        async for event in events:
            yield event


def _untampered(findings: Findings) -> Findings:
    """Without passages that speak to an assistant instead of informing: nobody is to read them."""
    kept = tuple(passage for passage in findings.passages if not is_tampered(passage.text))
    return replace(findings, passages=kept)


async def _drafted(
    drafting: AsyncGenerator[DraftEvent | Ending, None],
    decision: Decision,
    findings: Findings,
    understanding: Understanding,
) -> AsyncGenerator[Event, None]:
    """The draft's events as they come, its ending told as `Finished`."""
    async with aclosing(drafting) as events:
        async for event in events:
            if isinstance(event, Ending):
                yield _finished(event, decision, findings, understanding)
            else:
                yield event


async def _rewritten(
    understanding: Understanding, rewriter: Rewriter | None, limits: Limits
) -> Understanding:
    """A better search query when a model gives one in time, else the request as understood."""
    if rewriter is None:
        return understanding
    try:
        async with asyncio.timeout(limits.rewriting):
            query = await rewriter.rewrite(understanding)
    except TimeoutError:
        return understanding
    return replace(understanding, rewritten=query)


def _declines(decision: Decision) -> bool:
    return decision.status in (
        AnswerStatus.ABSTAINED_NO_SHEET,
        AnswerStatus.ABSTAINED_OUT_OF_SCOPE,
        AnswerStatus.NEEDS_FACTS,
    )


def _finished_without_draft(
    decision: Decision, findings: Findings, understanding: Understanding
) -> Finished:
    return Finished(
        status=AnswerStatus(decision.status),
        missing=decision.missing,
        deciding_facts=findings.deciding_facts[:MOST],
        nearest=findings.sheets[:MOST],
        rephrasings=rephrasings(findings, understanding),
        out_of_scope_advice=decision.advice,
        contacts=contacts_to_ask(AnswerStatus(decision.status), findings, understanding),
    )


def _finished(
    ending: Ending, decision: Decision, findings: Findings, understanding: Understanding
) -> Finished:
    status = ending.status
    if status is AnswerStatus.ANSWERED and decision.status is AnswerStatus.ANSWERED_PARTIALLY:
        status = AnswerStatus.ANSWERED_PARTIALLY
    return Finished(
        status=status,
        degraded_reason=ending.degraded_reason,
        missing=decision.missing if status is AnswerStatus.ANSWERED_PARTIALLY else (),
        deciding_facts=findings.deciding_facts[:MOST],
        nearest=findings.sheets[:MOST],
        related_questions=related_questions(findings, understanding),
    )
