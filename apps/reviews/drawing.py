"""The seeded draws: anybody who has the seed, published beforehand, finds the same answers."""

import hashlib
from collections.abc import Iterable, Mapping
from math import ceil
from typing import TypeVar
from uuid import UUID

Id = TypeVar("Id", UUID, str)


def drawn_from(frame: Mapping[str, Iterable[Id]], seed: str, count: int) -> dict[str, list[Id]]:
    """The rule itself: for each operator, the first `count` of the seeded order."""
    return {name: draw_order(seed, ids)[:count] for name, ids in frame.items()}


def frame_digest(frame: Mapping[str, Iterable[Id]]) -> str:
    """SHA-256 of the lines « operator;answer », sorted: what was drawn from, in 64 digits."""
    lines = sorted(f"{name};{one}\n" for name, ids in frame.items() for one in ids)
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def draw_order(seed: str, answer_ids: Iterable[Id], purpose: str = "sample") -> list[Id]:
    """The answers by SHA-256 of `seed:purpose:id`: an order that nobody chose."""
    return sorted(
        answer_ids,
        key=lambda one: hashlib.sha256(f"{seed}:{purpose}:{one}".encode()).digest(),
    )


def doubled(
    seed: str, answer_ids: Iterable[UUID], *, share: float, known: int, chosen: int
) -> set[UUID]:
    """Which of the new answers get two reviews, so that at least `share` of all do.

    `known` answers came before, of which `chosen` were already to be reviewed twice.
    """
    ordered = draw_order(seed, answer_ids, "double")
    # The rounding takes away what binary fractions add: 0.1 * 30 is a little more than 3.
    wanted = ceil(round(share * (known + len(ordered)), 6)) - chosen
    return set(ordered[: max(0, wanted)])
