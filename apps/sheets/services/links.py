"""The weekly check of the addresses that published sheets and contacts name."""

from datetime import timedelta
from itertools import chain

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from apps.audit.enums import EventKind
from apps.audit.services import append_event
from apps.sheets.given_services import services_named
from apps.sheets.models import (
    Contact,
    LinkCheck,
    PublishedContact,
    PublishedService,
    SheetRevision,
)
from apps.sheets.parsing.inline import web_address
from apps.sheets.services.visiting import NoVerdict, Visitor

EVERY = timedelta(days=7)


def check_links(*, visitor: Visitor) -> int:
    """Visit the addresses that are due, host after host; returns how many were.

    An address is due a week after its last visit, and the next day once it fails. What a run that
    was cut short has not visited stays due.
    """
    follow_published_addresses()
    urls = list(due_links().values_list("url", flat=True))
    for url in urls:
        try:
            problem = visitor.problem_with(url)
        except NoVerdict:
            LinkCheck.objects.filter(url=url).update(checked_at=timezone.now())
        else:
            record_visit(url=url, problem=problem)
    if urls:
        _note(len(urls))
    return len(urls)


@transaction.atomic
def follow_published_addresses() -> None:
    """Know every address that is published now, and forget the others."""
    urls = published_addresses()
    LinkCheck.objects.exclude(url__in=urls).delete()
    LinkCheck.objects.bulk_create((LinkCheck(url=url) for url in urls), ignore_conflicts=True)


def published_addresses() -> set[str]:
    """Those of services and contacts of published sheets, and of what curators publish; the
    address of an imported service that was corrected or hidden is given to nobody."""
    published = SheetRevision.objects.published()
    found = chain(
        services_named(published).values_list("url", flat=True),
        Contact.objects.filter(revision__in=published).values_list("url", flat=True),
        PublishedContact.objects.published().values_list("url", flat=True),
        PublishedService.objects.published().values_list("url", flat=True),
    )
    return {address for url in found if (address := web_address(url))}


def due_links() -> QuerySet[LinkCheck]:
    """By address, so that a host's follow one another."""
    now, today = timezone.now(), timezone.localdate()
    return LinkCheck.objects.filter(
        Q(checked_at=None)
        | Q(checked_at__lte=now - EVERY)
        | Q(failing_days__gt=0, last_failed_on__lt=today)
    )


def record_visit(*, url: str, problem: str) -> None:
    """Keep what a visit found; several failures of one day count once."""
    link = LinkCheck.objects.filter(url=url)
    now, today = timezone.now(), timezone.localdate()
    if not problem:
        link.update(failing_days=0, last_failed_on=None, problem="", checked_at=now)
        return
    is_new_day = Q(last_failed_on=None) | Q(last_failed_on__lt=today)
    link.filter(is_new_day).update(failing_days=F("failing_days") + 1, last_failed_on=today)
    link.update(problem=problem, checked_at=now)


@transaction.atomic
def _note(count: int) -> None:
    append_event(
        kind=EventKind.LINKS_CHECKED,
        actor_id=None,
        subject_type="links",
        subject_id=count,
        payload={"visited": count, "broken": LinkCheck.objects.broken().count()},
    )
