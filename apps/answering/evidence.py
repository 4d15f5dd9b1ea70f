"""Decides whether what was found covers the request."""

from dataclasses import dataclass
from typing import Literal

from apps.answering.enums import AnswerStatus
from apps.answering.passages import Findings
from apps.answering.ports import Understanding
from apps.answering.wording import content_stems

_LEAST_COVERAGE = 0.25


@dataclass(frozen=True, slots=True)
class Decision:
    """`status` is "answerable" or how the answer ends without a draft."""

    status: Literal["answerable"] | AnswerStatus = "answerable"
    missing: tuple[str, ...] = ()
    advice: str = ""


def decide(findings: Findings, understanding: Understanding) -> Decision:
    """No passage, or passages that hold too few of the request's words: nothing is drafted."""
    held = {stem for passage in findings.passages for stem in content_stems(passage.text)}
    asked = dict.fromkeys(content_stems(understanding.question))
    missing = tuple(stem for stem in asked if stem not in held)
    if not findings.passages or (asked and 1 - len(missing) / len(asked) < _LEAST_COVERAGE):
        return Decision(AnswerStatus.ABSTAINED_NO_SHEET, missing)
    return Decision()
