"""Any tampering with the chain is found, and the first bad event is named."""

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from apps.audit.chain import GENESIS, Checkpoint, Link, sign, verify

KEY = Ed25519PrivateKey.generate()
START = datetime(2026, 1, 1, tzinfo=UTC)
SIZE = 200


def _rehashed(links: list[Link]) -> list[Link]:
    previous, chain = GENESIS, []
    for seq, link in enumerate(links, start=1):
        link = replace(link, seq=seq, previous_hash=previous)
        link = replace(link, hash=link.computed_hash())
        chain.append(link)
        previous = link.hash
    return chain


def _chain(size: int = SIZE) -> list[Link]:
    return _rehashed(
        [
            Link(
                seq=0,
                at=START + timedelta(seconds=number),
                kind="question_asked",
                actor=f"actor-{number % 7}",
                subject_type="question",
                subject=str(number),
                payload={"hash": f"{number:064x}"},
                previous_hash=GENESIS,
            )
            for number in range(size)
        ]
    )


def _checkpoint(links: list[Link], size: int) -> Checkpoint:
    return sign(Checkpoint("test", size, links[size - 1].hash, "2026-01-01T00:00:00"), KEY)


CLEAN = _chain()
CHECKPOINTS = [_checkpoint(CLEAN, 50), _checkpoint(CLEAN, 150)]


def _verify(links: list[Link]) -> tuple[bool, int | None]:
    verdict = verify(links, CHECKPOINTS, KEY.public_key())
    return verdict.ok, verdict.first_bad_seq


def test_a_clean_chain_verifies() -> None:
    assert _verify(CLEAN) == (True, None)


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "x"},
        {"actor": "x"},
        {"subject": "x"},
        {"subject_type": "x"},
        {"payload": {}},
        {"at": START},
        {"hash": "0" * 64},
        {"previous_hash": "1" * 64},
        {"seq": 999},
    ],
)
def test_every_changed_column_is_found(change: dict[str, object]) -> None:
    source = random.Random(7)
    for place in source.sample(range(1, SIZE), 20):
        links = list(CLEAN)
        links[place] = replace(links[place], **change)
        assert _verify(links) == (False, place + 1)


def test_removed_inserted_swapped_and_doubled_events_are_found() -> None:
    source = random.Random(11)
    for place in source.sample(range(1, SIZE - 1), 30):
        removed = CLEAN[:place] + CLEAN[place + 1 :]
        doubled = CLEAN[:place] + [CLEAN[place]] + CLEAN[place:]
        swapped = list(CLEAN)
        swapped[place], swapped[place + 1] = swapped[place + 1], swapped[place]
        assert _verify(removed) == (False, place + 1)
        assert _verify(doubled) == (False, place + 2)
        assert _verify(swapped) == (False, place + 1)


def test_a_chain_hashed_again_differs_from_its_checkpoints() -> None:
    forged = list(CLEAN)
    forged[10] = replace(forged[10], actor="somebody else")
    assert _verify(_rehashed(forged)) == (False, 50)


@pytest.mark.parametrize("kept", [0, 1, 49, 50, 149])
def test_a_cut_before_the_last_checkpoint_is_found(kept: int) -> None:
    assert _verify(CLEAN[:kept]) == (False, kept + 1)


def test_a_cut_after_the_last_checkpoint_is_not_seen_as_stated() -> None:
    assert _verify(CLEAN[:150]) == (True, None)


def test_a_checkpoint_of_another_key_and_two_of_one_size_are_refused() -> None:
    stranger = sign(CHECKPOINTS[0], Ed25519PrivateKey.generate())
    assert not verify(CLEAN, [stranger], KEY.public_key()).ok
    other = sign(replace(CHECKPOINTS[0], head="1" * 64), KEY)
    assert not verify(CLEAN, [CHECKPOINTS[0], other], KEY.public_key()).ok
