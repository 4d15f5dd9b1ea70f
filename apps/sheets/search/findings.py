"""Reads what a ranking names from the database, as the pipeline's own values."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from apps.accounts.models import User
from apps.answering.enums import Operator, PassageKind
from apps.answering.passages import (
    Contact,
    OnlineService,
    Passage,
    PublishedContact,
    SheetHit,
)
from apps.sheets import models
from apps.sheets.given_services import KeptServices, kept_services, services_given
from apps.sheets.parsing.inline import web_address
from apps.sheets.search.scope import Scope

# Rows, not models: a search reads sixty passages, and models cost more than the query.
_PASSAGE_COLUMNS = {
    "id": "pk",
    "sheet_id": "revision__sheet__external_id",
    "revision_id": "revision_id",
    "sheet_title": "revision__title",
    "heading_path": "heading_path",
    "text": "text",
    "text_hash": "text_hash",
    "kind": "kind",
    "operator": "revision__sheet__operator",
    "theme": "revision__sheet__theme",
    "source_url": "revision__source_url",
    "source_date": "revision__source_date",
    "position": "position",
    "situation": "situation",
    "case": "case",
}


def read_passages(scope: Scope, scores: dict[int, float]) -> list[Passage]:
    """The passages of `scores` (by id) that are published and visible now, in its order."""
    rows = models.Passage.objects.filter(pk__in=scores, revision__in=scope.revisions())
    found = {row[0]: row for row in rows.order_by().values_list(*_PASSAGE_COLUMNS.values())}
    return [_passage(found[id_], score) for id_, score in scores.items() if id_ in found]


def read_sheets(
    scope: Scope, scores: dict[int, float], kept: KeptServices | None = None
) -> list[SheetHit]:
    """The revisions of `scores` (by id) that are published and visible now, in its order.

    `kept`: what curators keep for this reader, read here by default.
    """
    rows = scope.revisions().filter(pk__in=scores).select_related("sheet").defer("raw", "body")
    found = {row.pk: row for row in rows.order_by()}
    services, contacts = _services_of(found, kept or kept_services(scope.user)), _contacts_of(found)
    related = _published_titles(scope, found.values())
    return [
        _sheet(found[id_], score, services[id_], contacts[id_], related)
        for id_, score in scores.items()
        if id_ in found
    ]


def _published_titles(scope: Scope, rows: Iterable[models.SheetRevision]) -> dict[str, str]:
    """Titles by identifier of the sheets that `rows` name as related, those that answer now."""
    named = {each["id"] for row in rows for each in row.related}
    titles = scope.revisions().filter(sheet__external_id__in=named).order_by()
    return dict(titles.values_list("sheet__external_id", "title"))


def _services_of(
    found: Mapping[int, models.SheetRevision], kept: KeptServices
) -> dict[int, list[OnlineService]]:
    given = services_given(found.values(), kept)
    return {
        id_: [
            OnlineService(one.title, web_address(one.url), one.kind, one.cerfa, one.source)
            for one in given[id_]
        ]
        for id_ in found
    }


def _contacts_of(revision_ids: Iterable[int]) -> defaultdict[int, list[Contact]]:
    contacts: defaultdict[int, list[Contact]] = defaultdict(list)
    rows = models.Contact.objects.filter(revision__in=revision_ids).order_by("pk")
    for id_, title, url, *more in rows.values_list("revision_id", "title", "url", "phone", "text"):
        contacts[id_].append(Contact(title, web_address(url), *more))
    return contacts


def read_directory(
    user: User | None, kept: KeptServices | None = None
) -> tuple[PublishedContact, ...]:
    """The contacts published for the user's département, then for the whole country; after them
    the online services that curators added. `kept`: as in `read_sheets`."""
    rows = models.PublishedContact.objects.published().visible_to(user)
    contacts = [
        PublishedContact(row.name, Operator(row.operator), row.phone, row.hours, row.url, row.email)
        for row in sorted(rows, key=_is_of_everywhere)
    ]
    services = [
        PublishedContact(row.title, Operator(row.operator), url=row.url)
        for row in sorted((kept or kept_services(user)).added, key=_is_of_everywhere)
    ]
    return (*contacts, *services)


def _is_of_everywhere(row: models.PublishedContact | models.PublishedService) -> bool:
    return row.departement_id is None


def read_case_titles(revision_id: int) -> list[str]:
    """The situations that a revision splits on, in its order; its cases when it has none."""
    rows = models.Passage.objects.filter(revision_id=revision_id).order_by("position")
    pairs = list(rows.values_list("situation", "case"))
    return [situation for situation, _ in pairs if situation] or [case for _, case in pairs if case]


def _passage(row: tuple[Any, ...], score: float) -> Passage:
    facts = dict(zip(_PASSAGE_COLUMNS, row, strict=True))
    facts |= {
        "id": str(facts["id"]),
        "revision_id": str(facts["revision_id"]),
        "heading_path": tuple(facts["heading_path"]),
        "kind": PassageKind(facts["kind"]),
        "operator": Operator(facts["operator"]),
    }
    return Passage(**facts, score=score)


def _sheet(
    row: models.SheetRevision,
    score: float,
    services: Iterable[OnlineService],
    contacts: Iterable[Contact],
    related: Mapping[str, str],
) -> SheetHit:
    return SheetHit(
        sheet_id=row.sheet.external_id,
        revision_id=str(row.pk),
        title=row.title,
        description=row.description,
        url=row.source_url,
        operator=Operator(row.sheet.operator),
        theme=row.sheet.theme,
        source_date=row.source_date,
        score=score,
        warning=row.warning,
        is_due_for_review=row.is_due_for_review,
        services=tuple(services),
        contacts=tuple(contacts),
        related=tuple(related[each["id"]] for each in row.related if each["id"] in related),
    )
