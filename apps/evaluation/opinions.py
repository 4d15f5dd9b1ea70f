"""Asks the model that judges for its opinion of answers, and reads nothing but the grid."""

import asyncio
import json
import re
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from typing import Any

from apps.answering.judge_prompting import JudgeTask
from apps.answering.ports import DraftingFailed
from apps.answering.text_prompting import TextTooLong
from apps.conversations.threads import db_call
from apps.evaluation.enums import CRITERIA, NotJudged, Verdict
from apps.llm.writer import TextWriter, Written

_PATIENCE = 60.0
_BLOCK = re.compile(r"```(?:json)?\n(.*)\n```", re.DOTALL)
_VERDICTS = {
    "juste": Verdict.RIGHT,
    "partielle": Verdict.PARTIAL,
    "fausse": Verdict.WRONG,
    "dangereuse": Verdict.DANGEROUS,
}
_CRITERIA = {
    "exact": "exact",
    "complet": "complete",
    "clair": "clear",
    "source": "sourced",
    "ton": "tone",
}


class NotTheGrid(ValueError):
    """A model wrote something else than the grid it was asked for; it is not kept."""


@dataclass(frozen=True, slots=True)
class Grades:
    """A verdict, and the criteria of the grid by name, each from 1 to 5."""

    verdict: Verdict
    scores: dict[str, int]


@dataclass(frozen=True, slots=True)
class Said:
    """What came of asking: grades, or the reason why there are none."""

    grades: Grades | None
    reason: NotJudged | None = None
    prompt_sha256: str = ""


@dataclass(frozen=True, slots=True)
class ScoreTotals:
    """One criterion over many answers; `counts`: how many got 1, 2, 3, 4 and 5."""

    name: str
    counts: tuple[int, int, int, int, int]

    @property
    def n(self) -> int:
        return sum(self.counts)

    @property
    def mean(self) -> float | None:
        weighted = sum(score * count for score, count in enumerate(self.counts, start=1))
        return weighted / self.n if self.n else None


@dataclass(frozen=True, slots=True)
class OpinionTotals:
    """What a model said of many answers: `n` with grades, and why the others have none."""

    n: int
    verdicts: dict[Verdict, int]
    scores: list[ScoreTotals]
    not_judged: dict[NotJudged, int]


def opinion_totals(opinions: Iterable[Said]) -> OpinionTotals:
    """Every verdict and criterion is there, at nought if need be; reasons only where they occur."""
    known = list(opinions)
    grades = [said.grades for said in known if said.grades]
    verdicts = Counter(each.verdict for each in grades)
    scores = {name: Counter(each.scores[name] for each in grades) for name in CRITERIA}
    return OpinionTotals(
        n=len(grades),
        verdicts={verdict: verdicts[verdict] for verdict in Verdict},
        scores=[
            ScoreTotals(name, (each[1], each[2], each[3], each[4], each[5]))
            for name, each in scores.items()
        ],
        not_judged=dict(Counter(said.reason for said in known if said.reason)),
    )


def read_grades(text: str) -> Grades:
    """One JSON object with a verdict and five whole numbers, no more and no less; a block of code
    around it, which many models cannot help, is let pass. Raises NotTheGrid."""
    text = text.strip()
    if block := _BLOCK.fullmatch(text):
        text = block[1]
    try:
        said = json.loads(text, object_pairs_hook=_without_repeats)
    except (ValueError, RecursionError) as error:
        raise NotTheGrid from error
    if not isinstance(said, dict) or said.keys() != {"verdict", *_CRITERIA}:
        raise NotTheGrid
    verdict = said["verdict"]
    scores = {name: said[key] for key, name in _CRITERIA.items()}
    if not isinstance(verdict, str) or verdict not in _VERDICTS:
        raise NotTheGrid
    if not all(type(score) is int and 1 <= score <= 5 for score in scores.values()):
        raise NotTheGrid
    return Grades(_VERDICTS[verdict], scores)


def _without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    fields = dict(pairs)
    if len(fields) < len(pairs):
        raise NotTheGrid
    return fields


def ask_all(
    tasks: Iterable[JudgeTask], writer: TextWriter, tell: Callable[[int, Said], None]
) -> None:
    """One after the other. `tell` is called in a database thread with the place of each task from 0
    and what was said; what it raises ends the asking."""
    asyncio.run(_ask_each(tasks, writer, db_call(tell)))


async def _ask_each(
    tasks: Iterable[JudgeTask],
    writer: TextWriter,
    tell: Callable[[int, Said], Awaitable[None]],
) -> None:
    for place, task in enumerate(tasks):
        await tell(place, await _ask(task, writer))


async def _ask(task: JudgeTask, writer: TextWriter) -> Said:
    try:
        written = await _write(task, writer)
        return Said(read_grades(written.text), prompt_sha256=written.prompt_sha256)
    except DraftingFailed as failure:
        return Said(None, NotJudged(failure.reason.value))
    except NotTheGrid:
        return Said(None, NotJudged.INVALID, written.prompt_sha256)
    except TextTooLong:
        return Said(None, NotJudged.TOO_LONG)


async def _write(task: JudgeTask, writer: TextWriter) -> Written:
    """Nobody waits for it: an endpoint that says when to come back is asked once more, then."""
    try:
        return await writer.write(task)
    except DraftingFailed as failure:
        if failure.retry_after is None or failure.retry_after > _PATIENCE:
            raise
        await asyncio.sleep(failure.retry_after)
        return await writer.write(task)
