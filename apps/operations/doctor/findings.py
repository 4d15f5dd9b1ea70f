"""What an examination finds of one thing: its state, a sentence, and what to do."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    OK = "ok"
    TO_SEE = "to_see"
    BROKEN = "broken"

    @property
    def label(self) -> str:
        return {"ok": "OK", "to_see": "À voir", "broken": "En panne"}[self.value]


@dataclass(frozen=True, slots=True)
class Finding:
    """`advice` is empty when there is nothing to do."""

    state: State
    text: str
    advice: str = ""


@dataclass(frozen=True, slots=True)
class Check:
    """`needs_database`: left out, and said so, when the database does not answer."""

    name: str
    examine: Callable[[], Finding]
    needs_database: bool = True


def ok(text: str) -> Finding:
    return Finding(State.OK, text)


def to_see(text: str, advice: str) -> Finding:
    return Finding(State.TO_SEE, text, advice)


def broken(text: str, advice: str) -> Finding:
    return Finding(State.BROKEN, text, advice)
