"""Reads golden questions: JSON Lines as described beside the shared evaluation sets."""

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

UNANSWERABLE = "unanswerable"
_LAYOUT = re.compile(r"[\s\u200b|]+|^- ", re.MULTILINE)


class UnreadableQuestions(ValueError):
    """The file is not one of golden questions; the message says where, in French."""


@dataclass(frozen=True, slots=True)
class GoldenQuestion:
    """`gold`: sheets that answer it; `facts`: quotes that an answer needs."""

    id: str
    kind: str
    question: str
    history: tuple[str, ...]
    gold: tuple[str, ...]
    facts: tuple[str, ...]
    operator: str = ""

    @property
    def is_answerable(self) -> bool:
        return self.kind != UNANSWERABLE


def read_questions(path: Path) -> list[GoldenQuestion]:
    """The questions of a file. Raises UnreadableQuestions."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableQuestions(f"{path} ne peut pas être lu : {error}") from error
    questions = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            questions.append(_question(json.loads(line)))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise UnreadableQuestions(f"{path}, ligne {number} : {error!r}") from error
    return questions


def _question(row: dict[str, Any]) -> GoldenQuestion:
    return GoldenQuestion(
        id=str(row["id"]),
        kind=str(row.get("kind", "")),
        question=str(row["question"]),
        history=tuple(map(str, row.get("history", ()))),
        gold=tuple(map(str, row.get("gold") or ([row["sheet"]] if "sheet" in row else ()))),
        facts=tuple(str(fact["quote"]) for fact in row.get("facts", ())),
        operator=str(row.get("operator", "")),
    )


def bare(text: str) -> str:
    """Text without white space nor marks of layout: quotes were copied from flattened sheets."""
    return _LAYOUT.sub("", text)
