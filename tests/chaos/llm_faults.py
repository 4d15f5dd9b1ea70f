"""Faults of the model's endpoint, many times over: `python -m tests.chaos.llm_faults`.

Each run ends with its reason, in time, its text kept, no connection left (PROMISES P3).
"""

import argparse
import asyncio
import json
import logging
import resource
import sys
from contextlib import ExitStack
from dataclasses import dataclass, field
from time import monotonic

from apps.answering.drafting import Clock, Ending, Limits, draft
from apps.answering.enums import AnswerStatus, DegradedReason
from apps.answering.events import DraftingStarted, SentenceChecked
from apps.answering.extractive import ExtractiveDrafter
from apps.llm.endpoints import LlmClocks
from tests.llm.drafts import all_connections_closed, drafter_for, quick_clocks, read_draft
from tests.llm.requests import draft_request
from tests.support.fakellm import FakeLlm, refused_url
from tests.support.fakellm_modes import FakeMode, Plan

DOWN, SLOW = DegradedReason.MODEL_DOWN, DegradedReason.MODEL_SLOW
REFUSED, INVALID = DegradedReason.MODEL_REFUSED, DegradedReason.MODEL_INVALID

# What the endpoint does, the reason told, and seconds until it is told, by the clocks in use.
FAULTS: list[tuple[FakeMode, DegradedReason, float]] = [
    (FakeMode.UNAUTHORIZED, REFUSED, 2),
    (FakeMode.FORBIDDEN, REFUSED, 2),
    (FakeMode.NOT_FOUND, REFUSED, 2),
    (FakeMode.RATE_LIMITED, REFUSED, 10),
    (FakeMode.SERVER_ERROR, DOWN, 10),
    (FakeMode.UNAVAILABLE, DOWN, 10),
    (FakeMode.HANG, SLOW, 22),
    (FakeMode.IDLE, SLOW, 22),
    (FakeMode.KEEPALIVES, SLOW, 22),
    (FakeMode.CUT_RESET, DOWN, 2),
    (FakeMode.CUT_SHORT, DOWN, 2),
    (FakeMode.CUT_CLOSE, INVALID, 2),
    (FakeMode.GARBAGE_JSON, INVALID, 2),
    (FakeMode.BAD_UTF8, INVALID, 2),
    (FakeMode.HTML, INVALID, 2),
    (FakeMode.LIST_CHUNK, INVALID, 2),
    (FakeMode.NO_CHOICES, INVALID, 2),
    (FakeMode.HUGE_LINE, INVALID, 5),
    (FakeMode.ENDLESS, INVALID, 5),
    (FakeMode.COMPRESSED, INVALID, 2),
]
_SILENT = (FakeMode.HANG, FakeMode.IDLE, FakeMode.KEEPALIVES)
# Room for a busy machine when clocks run at a fraction; real clocks get none.
_SLACK = 2.0
_AT_ONCE = 8
_AT_ONCE_WITH_REAL_CLOCKS = 16
# The pipeline cuts an answer at 25 s: what comes after the cut must be short.
_AFTER_THE_CUT = 0.5
# Enough pieces for a first firm sentence, fewer than the whole draft.
_MID_STREAM = 14


@dataclass(frozen=True)
class Case:
    """One fault at one moment; `longest` in seconds of the real clocks."""

    name: str
    reasons: tuple[DegradedReason | None, ...]
    longest: float
    plan: Plan = field(default_factory=Plan)
    url: str = ""

    @property
    def is_mid_stream(self) -> bool:
        return self.plan.after > 0


@dataclass
class Tally:
    """What came of all runs of a case; every entry of `wrong` is a broken promise."""

    runs: int = 0
    slowest: float = 0.0
    wrong: list[str] = field(default_factory=list)


def cases(refused: str, plain: str) -> list[Case]:
    found = [Case("drip", (SLOW,), 122, Plan(FakeMode.DRIP, pause=0.02))]
    found += [Case("refuses", (DOWN,), 5, url=refused)]
    found += [Case("no tls", (DOWN,), 5, url=plain.replace("http:", "https:"))]
    found += [Case("slicer", (None,), 20, Plan(FakeMode.SLICER))]
    for mode, reason, longest in FAULTS:
        found.append(Case(f"{mode}, before", (reason,), longest, Plan(mode)))
        later = 12 if mode in _SILENT else longest
        found.append(Case(f"{mode}, mid-stream", (reason,), later, Plan(mode, after=_MID_STREAM)))
    return found


async def check_drafter(case: Case, url: str, factor: float, tally: Tally) -> None:
    """The drafter alone: reason, time, text."""
    outcome = await read_draft(url, clocks=_clocks(factor))
    _note(case, outcome.seconds, case.longest * factor, factor, tally)
    if outcome.reason not in case.reasons:
        tally.wrong.append(f"{case.name}: reason {outcome.reason}")
    if case.is_mid_stream and not outcome.text:
        tally.wrong.append(f"{case.name}: text lost")


async def check_answer(case: Case, url: str, factor: float, tally: Tally) -> None:
    """The same through the pipeline: a draft from the sheets, or firm text kept."""
    began = monotonic()
    limits = Limits(first_sentence=8 * factor, whole_answer=25 * factor)
    drafters = [drafter_for(url, clocks=_clocks(factor)), ExtractiveDrafter()]
    shown = 0
    ending = None
    async for event in draft(draft_request(), drafters, Clock(limits)):
        if isinstance(event, DraftingStarted):
            shown = 0
        elif isinstance(event, SentenceChecked):
            shown += 1
        elif isinstance(event, Ending):
            ending = event
    _note(case, monotonic() - began, 25 * factor + _AFTER_THE_CUT, factor, tally)
    if ending is None or ending.status not in (AnswerStatus.ANSWERED, AnswerStatus.INTERRUPTED):
        tally.wrong.append(f"{case.name}: ended {ending}")
    if not shown:
        tally.wrong.append(f"{case.name}: nothing shown")


def _clocks(factor: float) -> LlmClocks:
    return quick_clocks(factor) if factor < 1 else LlmClocks()


def _note(case: Case, seconds: float, longest: float, factor: float, tally: Tally) -> None:
    tally.runs += 1
    tally.slowest = max(tally.slowest, seconds)
    if seconds > longest + (_SLACK if factor < 1 else 0):
        tally.wrong.append(f"{case.name}: took {seconds:.1f} s")


async def run_case(case: Case, runs: int, factor: float, slots: asyncio.Semaphore) -> Tally:
    """`runs` runs: one half with the drafter alone, the other through the pipeline."""
    tally = Tally()

    async def one(number: int, url: str) -> None:
        async with slots:
            check = check_answer if number % 2 else check_drafter
            await check(case, url, factor, tally)

    with FakeLlm(case.plan, seed=runs) as server:
        url = case.url or server.base_url
        await asyncio.gather(*(one(number, url) for number in range(runs)))
        if not await all_connections_closed(server):
            tally.wrong.append(f"{case.name}: {server.open_connections} connections left")
    return tally


async def run_all(runs: int, factor: float) -> dict[str, Tally]:
    """Every case, a few runs at a time when clocks run at a fraction."""
    slots = asyncio.Semaphore(_AT_ONCE if factor < 1 else _AT_ONCE_WITH_REAL_CLOCKS)
    with ExitStack() as stack:
        plain = stack.enter_context(FakeLlm())
        found = cases(stack.enter_context(refused_url()), plain.base_url)
        tallies = await asyncio.gather(*(run_case(case, runs, factor, slots) for case in found))
        # Alone and last: lookups hold the few threads that every call passes through, so that
        # many at once may be late before they are wrong.
        unknown = Case("no such name", (DOWN, SLOW), 22, url="http://model.invalid/v1")
        found.append(unknown)
        tallies.append(await run_case(unknown, runs, factor, slots))
    return {case.name: tally for case, tally in zip(found, tallies, strict=True)}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=36, help="runs of each case")
    parser.add_argument("--factor", type=float, default=0.1, help="length of the clocks; 1: real")
    given = parser.parse_args()
    logging.disable(logging.WARNING)
    began = monotonic()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    tallies = asyncio.run(run_all(given.runs, given.factor))
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    wrong = [line for tally in tallies.values() for line in tally.wrong]
    report = {
        "cases": len(tallies),
        "runs": sum(tally.runs for tally in tallies.values()),
        "wrong": wrong,
        "slowest_seconds": {name: round(tally.slowest, 2) for name, tally in tallies.items()},
        "memory_growth_mb": round((after - before) / 1024, 1),
        "seconds": round(monotonic() - began, 1),
    }
    sys.stdout.write(json.dumps(report, ensure_ascii=False, indent=1) + "\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
