"""Append an event to the chain, as the last statement of the act's transaction."""

import hashlib
import hmac
import json
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from apps.audit.enums import EventKind
from apps.audit.models import AuditEvent

GENESIS = "0" * 64
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
    event.hash = event_hash(event.previous_hash, event.seq, canonical_json(event))
    event.save(force_insert=True)
    return event


def canonical_json(event: AuditEvent) -> bytes:
    """The bytes that are hashed: sorted keys, no spaces, UTC time with microseconds."""
    body = {
        "at": event.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "kind": str(event.kind),
        "actor": str(event.actor_id or ""),
        "subject_type": event.subject_type,
        "subject": event.subject_id,
        "payload": event.payload,
    }
    return json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def event_hash(previous: str, seq: int, body: bytes) -> str:
    """SHA-256 over a domain byte, the previous hash, the number and the canonical JSON."""
    return hashlib.sha256(
        b"\x00" + bytes.fromhex(previous) + seq.to_bytes(8, "big") + body
    ).hexdigest()


def content_hash(content: str) -> str:
    """Keyed hash of a content, so that the trail proves it without holding it."""
    return hmac.new(settings.SECRET_KEY.encode(), content.encode(), hashlib.sha256).hexdigest()
