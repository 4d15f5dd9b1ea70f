"""Retention holds: nothing of a kind, or of one exchange, is removed until they are lifted."""

from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.answering.masking import MaskedText
from apps.audit.enums import EventKind
from apps.audit.services import append_event
from apps.conversations.models import Conversation
from apps.operations.enums import RetentionKind
from apps.operations.models import RetentionHold


class HoldRefused(Exception):
    """The hold stands already, or its exchange is gone; the message says which."""


@transaction.atomic
def place_hold(
    *,
    reason: MaskedText,
    placed_by: User,
    kind: RetentionKind | None = None,
    exchange: UUID | None = None,
) -> RetentionHold:
    """Hold a kind, or else one exchange with all that hangs on it. Raises HoldRefused.

    The exchange is locked first: a purge that holds it has removed it when we look.
    """
    if exchange and not Conversation.objects.select_for_update().filter(pk=exchange).exists():
        raise HoldRefused(_("No exchange has this number."))
    wanted = {"kind": kind or "", "exchange": exchange}
    if RetentionHold.objects.in_force().filter(**wanted).exists():
        raise HoldRefused(_("This hold is already in force."))
    hold = RetentionHold.objects.create(**wanted, reason=reason.text, placed_by=placed_by)
    _record(EventKind.HOLD_PLACED, hold, placed_by)
    return hold


@transaction.atomic
def lift_hold(*, hold: RetentionHold, lifted_by: User) -> RetentionHold:
    """End a hold: what is past its time goes with the next night's purge."""
    hold = RetentionHold.objects.select_for_update().get(pk=hold.pk)
    if hold.lifted_at is None:
        hold.lifted_at, hold.lifted_by = timezone.now(), lifted_by
        hold.save(update_fields=["lifted_at", "lifted_by"])
        _record(EventKind.HOLD_LIFTED, hold, lifted_by)
    return hold


def _record(event: EventKind, hold: RetentionHold, actor: User) -> None:
    append_event(
        kind=event,
        actor_id=actor.pk,
        subject_type="retention_hold",
        subject_id=hold.pk,
        payload={"kind": hold.kind, "exchange": str(hold.exchange or "")},
    )
