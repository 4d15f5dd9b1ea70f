"""Dates of review by theme: set, and applied to what is published."""

from collections.abc import Mapping
from datetime import date, timedelta

from django.db import transaction
from django.db.models import DateField, ExpressionWrapper, F

from apps.accounts.models import User
from apps.audit.enums import EventKind
from apps.audit.services import append_event
from apps.sheets.enums import ReviewDelay
from apps.sheets.models import LOCAL, ReviewPeriod, SheetRevision


def delays_by_theme() -> Mapping[str, timedelta]:
    """The delay of each theme that has its own."""
    return {period.theme_id: period.delay for period in ReviewPeriod.objects.all()}


@transaction.atomic
def set_review_period(
    *, theme_id: str, days: ReviewDelay, owner: User | None, changed_by: User
) -> ReviewPeriod:
    """Set the delay and the owner of a theme; the dates of what is published move with it.

    Dates of local sheets were chosen by their authors: they stay.
    """
    ReviewPeriod.objects.get_or_create(theme_id=theme_id)
    period = ReviewPeriod.objects.select_for_update().get(theme_id=theme_id)
    shift = timedelta(days=days - period.days)
    if shift:
        moved = ExpressionWrapper(F("review_due") + shift, output_field=DateField())
        imported = SheetRevision.objects.published().filter(sheet__theme_id=theme_id)
        imported.exclude(sheet__source=LOCAL).update(review_due=moved)
    period.days, period.owner = days, owner
    period.save(update_fields=["days", "owner"])
    append_event(
        kind=EventKind.REVIEW_PERIOD_CHANGED,
        actor_id=changed_by.pk,
        subject_type="theme",
        subject_id=theme_id,
        payload={"days": int(days), "owner": str(owner.pk) if owner else ""},
    )
    return period


def review_due(*, theme_id: str, read_on: date, delays: Mapping[str, timedelta]) -> date:
    """When a sheet of a feed read on `read_on` is to be reviewed again."""
    return read_on + delays.get(theme_id, timedelta(days=ReviewDelay.ONE_YEAR))
