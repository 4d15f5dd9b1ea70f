"""Where the broken addresses are named: sheets and contacts to mend."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from apps.sheets.given_services import services_named
from apps.sheets.models import (
    Contact,
    LinkCheck,
    PublishedContact,
    PublishedService,
    SheetRevision,
)


@dataclass(frozen=True, slots=True)
class BrokenLink:
    """`sheets`: ids of the published sheets that name the address; the rest is kept here."""

    link: LinkCheck
    sheets: tuple[str, ...]
    contacts: tuple[PublishedContact, ...]
    services: tuple[PublishedService, ...]


def with_places(links: Iterable[LinkCheck]) -> list[BrokenLink]:
    """Each address with who names it; four queries."""
    links = list(links)
    urls = [link.url for link in links]
    published = SheetRevision.objects.published()
    sheets: defaultdict[str, set[str]] = defaultdict(set)
    columns = ("url", "revision__sheet__external_id")
    service_urls = services_named(published).filter(url__in=urls).values_list(*columns)
    contact_urls = Contact.objects.filter(url__in=urls, revision__in=published).values_list(
        *columns
    )
    for url, sheet_id in (*service_urls, *contact_urls):
        sheets[url].add(sheet_id)
    contacts: defaultdict[str, list[PublishedContact]] = defaultdict(list)
    for contact in PublishedContact.objects.published().filter(url__in=urls):
        contacts[contact.url].append(contact)
    services: defaultdict[str, list[PublishedService]] = defaultdict(list)
    for service in PublishedService.objects.published().filter(url__in=urls):
        services[service.url].append(service)
    return [
        BrokenLink(
            link,
            tuple(sorted(sheets[link.url])),
            tuple(contacts[link.url]),
            tuple(services[link.url]),
        )
        for link in links
    ]
