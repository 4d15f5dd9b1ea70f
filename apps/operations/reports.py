"""What the Journal shows."""

from datetime import date

from django.db.models import OuterRef, QuerySet, Subquery

from apps.accounts.models import User
from apps.audit.models import AuditEvent


def journal_entries(
    *, kind: str = "", since: date | None = None, until: date | None = None
) -> QuerySet[AuditEvent]:
    """Audit events, newest first, each with its actor's name as `actor_name`."""
    actor = User.objects.filter(pk=OuterRef("actor_id")).values("full_name")[:1]
    events = AuditEvent.objects.annotate(actor_name=Subquery(actor)).order_by("-seq")
    if kind:
        events = events.filter(kind=kind)
    if since:
        events = events.filter(at__date__gte=since)
    if until:
        events = events.filter(at__date__lte=until)
    return events
