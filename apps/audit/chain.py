"""The chain itself: pure Python, so that a verifier needs neither Django nor our database."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

GENESIS = "0" * 64
LEAF = b"\x00"  # domain byte of an event's hash (RFC 6962, section 2.1)


@dataclass(frozen=True, slots=True)
class Link:
    """One event as it is hashed."""

    seq: int
    at: datetime
    kind: str
    actor: str
    subject_type: str
    subject: str
    payload: Mapping[str, Any]
    previous_hash: str
    hash: str = ""

    def canonical_json(self) -> bytes:
        """The bytes that are hashed: sorted keys, no spaces, UTC time with microseconds."""
        body = {
            "at": self.at.astimezone(UTC).isoformat(timespec="microseconds"),
            "kind": self.kind,
            "actor": self.actor,
            "subject_type": self.subject_type,
            "subject": self.subject,
            "payload": self.payload,
        }
        return json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()

    def computed_hash(self) -> str:
        """SHA-256 over the domain byte, the previous hash, the number (8 bytes) and the JSON."""
        number = self.seq.to_bytes(8, "big")
        previous = bytes.fromhex(self.previous_hash)
        return hashlib.sha256(LEAF + previous + number + self.canonical_json()).hexdigest()


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A signed statement kept outside the database: at `at`, the chain had `size` events."""

    origin: str
    size: int
    head: str
    at: str
    signature: str = ""

    def signed_bytes(self) -> bytes:
        return f"{self.origin}\n{self.size}\n{self.head}\n{self.at}\n".encode()

    def to_line(self) -> str:
        return "\t".join((self.origin, str(self.size), self.head, self.at, self.signature))

    @classmethod
    def from_line(cls, line: str) -> "Checkpoint":
        """Raises ValueError for a line that is no checkpoint."""
        origin, size, head, at, signature = line.rstrip("\n").split("\t")
        return cls(origin, int(size), head, at, signature)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What verification found; `first_bad_seq` is None when all is well."""

    ok: bool
    events: int
    first_bad_seq: int | None = None
    reason: str = ""


def sign(checkpoint: Checkpoint, key: Ed25519PrivateKey) -> Checkpoint:
    """Return the checkpoint with its Ed25519 signature, in hexadecimal."""
    signature = key.sign(checkpoint.signed_bytes()).hex()
    return Checkpoint(checkpoint.origin, checkpoint.size, checkpoint.head, checkpoint.at, signature)


def verify(
    links: Iterable[Link],
    checkpoints: Iterable[Checkpoint] = (),
    public_key: Ed25519PublicKey | None = None,
) -> Verdict:
    """Recompute the whole chain and compare it with the checkpoints kept outside.

    Events younger than the last checkpoint could be cut by whoever owns the database: the window
    is the time between two checkpoints.
    """
    heads: dict[int, str] = {}
    for checkpoint in checkpoints:
        problem = _checkpoint_problem(checkpoint, heads, public_key)
        if problem:
            return Verdict(False, 0, checkpoint.size, problem)
        heads[checkpoint.size] = checkpoint.head
    previous, count = GENESIS, 0
    for link in links:
        problem = _link_problem(link, count + 1, previous, heads)
        if problem:
            return Verdict(False, count, count + 1, problem)
        previous, count = link.hash, link.seq
    if heads and max(heads) > count:
        return Verdict(False, count, count + 1, "events were cut after this one")
    return Verdict(True, count)


def _checkpoint_problem(
    checkpoint: Checkpoint, heads: dict[int, str], public_key: Ed25519PublicKey | None
) -> str:
    if public_key is not None:
        try:
            public_key.verify(bytes.fromhex(checkpoint.signature), checkpoint.signed_bytes())
        except (InvalidSignature, ValueError):
            return "a checkpoint's signature is wrong"
    if heads.get(checkpoint.size, checkpoint.head) != checkpoint.head:
        return "two checkpoints of one size differ"
    return ""


def _link_problem(link: Link, expected: int, previous: str, heads: dict[int, str]) -> str:
    if link.seq != expected:
        return "a number is missing or out of order"
    if link.previous_hash != previous:
        return "the link to the previous event is broken"
    if link.computed_hash() != link.hash:
        return "the event was changed"
    if heads.get(link.seq, link.hash) != link.hash:
        return "the chain differs from a checkpoint"
    return ""
