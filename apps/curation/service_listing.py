"""Lists of online services: those kept here, and those that the imported sheets name."""

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery

from apps.curation.enums import ServiceState
from apps.sheets.enums import ServiceKind
from apps.sheets.given_services import services_named
from apps.sheets.models import LinkCheck, OnlineService, PublishedService, SheetRevision

_IS_BROKEN = Exists(LinkCheck.objects.broken().filter(url=OuterRef("url")))
_OFFICIAL = r"^R\d+$"
"""Identifiers that the official feed gives to its services; others are of one file only."""


def listed_services(
    *, words: str = "", operator: str = "", state: str = ""
) -> QuerySet[PublishedService]:
    """Those that curators added or corrected, with `is_broken`."""
    services = PublishedService.objects.holding_words(words).select_related("departement")
    services = services.annotate(is_broken=_IS_BROKEN)
    if operator:
        services = services.filter(operator=operator)
    if state == ServiceState.BROKEN:
        services = services.filter(_IS_BROKEN)
    elif state:
        services = services.filter(withdrawn_at__isnull=state == ServiceState.PUBLISHED)
    return services


def imported_services(
    *, words: str = "", operator: str = "", state: str = ""
) -> QuerySet[OnlineService]:
    """Those that published sheets name, each once, with `is_broken`, `operator` and how many
    sheets name it; none that is corrected or hidden."""
    named = services_named(SheetRevision.objects.published()).filter(external_id__regex=_OFFICIAL)
    for word in words.split():
        named = named.filter(
            Q(title__icontains=word)
            | Q(url__icontains=word)
            | Q(cerfa__icontains=word)
            | Q(external_id__iexact=word)
            | Q(revision__sheet__external_id=word)
        )
    if operator:
        named = named.filter(revision__sheet__operator=operator)
    if state == ServiceState.BROKEN:
        named = named.filter(_IS_BROKEN)
    elif state == ServiceState.WITHDRAWN:
        named = named.none()
    return _each_once(named).order_by("title", "external_id")


def correction_of(imported_id: str) -> PublishedService | None:
    """What stands for a service of the sheets, or would begin to; None when none names it."""
    standing = PublishedService.objects.filter(imported_id=imported_id).first()
    if standing is not None:
        return standing
    published = OnlineService.objects.filter(revision__in=SheetRevision.objects.published())
    named = _each_once(published.filter(external_id=imported_id, external_id__regex=_OFFICIAL))
    found = named.first()
    if found is None:
        return None
    return PublishedService(
        imported_id=imported_id,
        title=found.title,
        operator=found.revision.sheet.operator,
        kind=found.kind if found.kind in ServiceKind else ServiceKind.ONLINE,
        url=found.url,
        cerfa=found.cerfa,
    )


def as_imported(service: PublishedService) -> OnlineService | None:
    """What the published sheets say of a corrected service now."""
    published = OnlineService.objects.filter(revision__in=SheetRevision.objects.published())
    named = published.filter(external_id=service.imported_id) if service.imported_id else None
    return None if named is None else named.order_by("-pk").first()


def _each_once(named: QuerySet[OnlineService]) -> QuerySet[OnlineService]:
    """The newest row of each identifier: sheets of one feed agree on what it is."""
    newest = named.order_by("external_id", "-pk").distinct("external_id").values("pk")
    alike = OnlineService.objects.filter(
        external_id=OuterRef("external_id"), revision__in=SheetRevision.objects.published()
    )
    count = alike.order_by().values("external_id").annotate(n=Count("revision")).values("n")
    return (
        OnlineService.objects.filter(pk__in=newest)
        .select_related("revision__sheet")
        .defer("revision__raw", "revision__body")
        .annotate(
            is_broken=_IS_BROKEN,
            operator=F("revision__sheet__operator"),
            sheets=Subquery(count),
        )
    )
