"""The seeded draws: anybody who has the seed, published beforehand, finds the same answers."""

import hashlib
from collections.abc import Iterable
from math import ceil
from uuid import UUID


def draw_order(seed: str, answer_ids: Iterable[UUID], purpose: str = "sample") -> list[UUID]:
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
