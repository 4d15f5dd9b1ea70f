"""Reads golden questions: JSON Lines as described beside the shared evaluation sets."""

import json
import re
from collections.abc import Iterable, Iterator
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
    for number, row in read_rows(lines):
        if isinstance(row, RefusedLine):
            raise UnreadableQuestions(f"{path}, ligne {number} : {row.reason}")
        questions.append(question_of(row))
    return questions


@dataclass(frozen=True, slots=True)
class RefusedLine:
    """Why a line is not a golden question, in French."""

    reason: str


def read_rows(lines: Iterable[str]) -> Iterator[tuple[int, dict[str, Any] | RefusedLine]]:
    """Each line that is not blank, with its number from 1: its fields, or why it was refused."""
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except ValueError:
            yield number, RefusedLine("ce n’est pas du JSON.")
            continue
        reason = _fault(row)
        yield number, RefusedLine(reason) if reason else row


def _fault(row: object) -> str:
    """What is wrong with the fields of a line; "" when nothing is."""
    if not isinstance(row, dict):
        return "ce n’est pas un objet JSON."
    for name in ("id", "question"):
        if not str(row.get(name) or "").strip():
            return f"le champ « {name} » manque."
    for name in ("history", "gold", "also"):
        values = row.get(name) or []
        if not isinstance(values, list) or not all(isinstance(each, str) for each in values):
            return f"le champ « {name} » doit être une liste de textes."
    facts = row.get("facts") or []
    if not isinstance(facts, list) or not all(
        isinstance(fact, dict) and str(fact.get("quote") or "").strip() for fact in facts
    ):
        return "le champ « facts » doit être une liste d’objets avec « quote »."
    return ""


def question_of(row: dict[str, Any]) -> GoldenQuestion:
    """From the fields of a line that was not refused."""
    return GoldenQuestion(
        id=str(row["id"]),
        kind=str(row.get("kind", "")),
        question=str(row["question"]),
        history=tuple(map(str, row.get("history") or ())),
        gold=tuple(map(str, row.get("gold") or ([row["sheet"]] if "sheet" in row else ()))),
        facts=tuple(str(fact["quote"]) for fact in row.get("facts") or ()),
        operator=str(row.get("operator", "")),
    )


def bare(text: str) -> str:
    """Text without white space nor marks of layout: quotes were copied from flattened sheets."""
    return _LAYOUT.sub("", text)
