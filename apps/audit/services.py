"""Append to the chain, sign checkpoints, verify."""

import hashlib
import hmac
import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from apps.audit.chain import GENESIS, Checkpoint, Link, Verdict, sign, verify
from apps.audit.enums import EventKind
from apps.audit.models import AuditEvent

LOCK_KEY = 7_415_201  # any constant: the name of the chain for pg_advisory_xact_lock


def append_event(
    *,
    kind: EventKind,
    actor_id: UUID | None,
    subject_type: str,
    subject_id: str | int | UUID,
    payload: dict[str, Any] | None = None,
    at: datetime | None = None,
) -> AuditEvent:
    """Append one event; must run inside a transaction, last, since it takes the chain's lock.

    Raises TransactionManagementError outside a transaction.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("append_event needs the act's transaction.")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK_KEY])
        cursor.execute("SELECT seq, hash FROM audit_auditevent ORDER BY seq DESC LIMIT 1")
        seq, previous = cursor.fetchone() or (0, GENESIS)
    event = AuditEvent(
        seq=seq + 1,
        at=at or timezone.now(),
        kind=kind,
        actor_id=actor_id,
        subject_type=subject_type,
        subject_id=str(subject_id),
        payload=payload or {},
        previous_hash=previous,
    )
    event.hash = event.as_link().computed_hash()
    event.save(force_insert=True)
    return event


def content_hash(content: str) -> str:
    """Keyed hash (HMAC-SHA-256) of a content, so that the trail proves it without holding it."""
    return hmac.new(settings.SECRET_KEY.encode(), content.encode(), hashlib.sha256).hexdigest()


def write_checkpoint(*, path: Path, key: Ed25519PrivateKey) -> Checkpoint | None:
    """Append a signed checkpoint of the chain to `path`; None when nothing happened since."""
    last = AuditEvent.objects.order_by("-seq").first()
    known = read_checkpoints(path)
    if last is None or (known and known[-1].size == last.seq):
        return None
    at = timezone.now().isoformat(timespec="seconds")
    checkpoint = sign(Checkpoint(settings.AUDIT_ORIGIN, last.seq, last.hash, at), key)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as file:
        file.write(checkpoint.to_line() + "\n")
        file.flush()
        os.fsync(file.fileno())
    return checkpoint


def read_checkpoints(path: Path) -> list[Checkpoint]:
    """The checkpoints of a file, oldest first; ValueError for a malformed line."""
    if not path.exists():
        return []
    return [Checkpoint.from_line(line) for line in path.read_text("utf-8").splitlines() if line]


def load_audit_key(path: Path) -> Ed25519PrivateKey:
    """Read the PEM key made by `create_audit_key`; raises OSError or ValueError."""
    key = load_pem_private_key(path.read_bytes(), password=None)
    if not isinstance(key, Ed25519PrivateKey):
        raise ValueError(f"{path} holds no Ed25519 key.")
    return key


def verify_trail(
    *, checkpoints: Path | None = None, key: Ed25519PrivateKey | None = None
) -> Verdict:
    """Recompute the chain from its first event and compare it with outside checkpoints."""
    known = read_checkpoints(checkpoints) if checkpoints else []
    return verify(_links(), known, key.public_key() if key else None)


def _links() -> Iterator[Link]:
    for event in AuditEvent.objects.order_by("seq").iterator(chunk_size=5000):
        yield event.as_link()
