"""Where the broken addresses are named: sheets and contacts to mend."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from apps.sheets.models import Contact, LinkCheck, OnlineService, PublishedContact, SheetRevision


@dataclass(frozen=True, slots=True)
class BrokenLink:
    """`sheets`: ids of the published sheets that name the address."""

    link: LinkCheck
    sheets: tuple[str, ...]
    contacts: tuple[PublishedContact, ...]


def with_places(links: Iterable[LinkCheck]) -> list[BrokenLink]:
    """Each address with who names it; three queries."""
    links = list(links)
    urls = [link.url for link in links]
    published = SheetRevision.objects.published()
    sheets: defaultdict[str, set[str]] = defaultdict(set)
    for model in (OnlineService, Contact):
        named = model.objects.filter(url__in=urls, revision__in=published)
        for url, sheet_id in named.values_list("url", "revision__sheet__external_id"):
            sheets[url].add(sheet_id)
    contacts: defaultdict[str, list[PublishedContact]] = defaultdict(list)
    for contact in PublishedContact.objects.published().filter(url__in=urls):
        contacts[contact.url].append(contact)
    return [
        BrokenLink(link, tuple(sorted(sheets[link.url])), tuple(contacts[link.url]))
        for link in links
    ]
