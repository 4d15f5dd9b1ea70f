"""The audit trail: one row per act, chained by hash, never changed."""

from django.db import models

from apps.audit.chain import Link
from apps.audit.enums import EventKind


class AuditEvent(models.Model):
    """An act. `seq` has no gap; `hash` is computed by apps/audit/chain.py.

    Database triggers refuse UPDATE, DELETE and TRUNCATE. The payload never holds content, only
    its keyed hash.
    """

    seq = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    kind = models.CharField(max_length=40, choices=EventKind.choices)
    actor_id = models.UUIDField(null=True)
    subject_type = models.CharField(max_length=40)
    subject_id = models.CharField(max_length=64)
    payload = models.JSONField(default=dict)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ("seq",)
        indexes = [
            models.Index(fields=["subject_type", "subject_id"], name="audit_subject"),
            models.Index(fields=["kind", "at"], name="audit_kind_at"),
        ]

    def __str__(self) -> str:
        return f"{self.seq} {self.kind}"

    def as_link(self) -> Link:
        return Link(
            seq=self.seq,
            at=self.at,
            kind=str(self.kind),
            actor=str(self.actor_id or ""),
            subject_type=self.subject_type,
            subject=self.subject_id,
            payload=self.payload,
            previous_hash=self.previous_hash,
            hash=self.hash,
        )
