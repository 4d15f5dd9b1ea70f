"""What the reading page of a revision shows, ready for its template."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString

from apps.accounts.models import User
from apps.sheets.given_services import kept_services, services_given
from apps.sheets.models import Contact, OnlineService, Sheet, SheetRevision
from apps.sheets.parsing.markdown import read_markdown
from apps.sheets.rendering.blocks import BlockRenderer
from apps.sheets.rendering.inline import InlineRenderer


@dataclass(frozen=True, slots=True)
class RenderedSheet:
    """HTML of a revision, and the rows that stand around it."""

    warning: SafeString
    intro: SafeString
    main: SafeString
    services: tuple[OnlineService, ...]
    contacts: tuple[Contact, ...]
    definitions: dict[str, dict[str, str]]
    references: tuple[dict[str, str], ...]
    more: tuple[dict[str, str], ...]
    related: tuple[dict[str, Any], ...]


def render_sheet(
    revision: SheetRevision, *, user: User | None = None, marked: int | None = None
) -> RenderedSheet:
    """Render `revision` for `user` (None: as for everybody), its online services as curators
    corrected them; `marked` is the position of the passage to show as cited."""
    body = revision.body
    known = _known_sheets(revision)
    services = tuple(services_given([revision], kept_services(user))[revision.pk])
    contacts = tuple(revision.contacts.all())
    inline = InlineRenderer(
        known_sheets=known,
        official_folder=revision.source_url.rpartition("/")[0] + "/" if revision.source_url else "",
        abbreviations=body.get("abbreviations", {}),
        definitions=body.get("definitions", {}),
    )
    renderer = BlockRenderer(
        inline=inline,
        services={row.external_id: row for row in services},
        contacts={row.external_id: row for row in contacts},
        marked=marked,
    )
    return RenderedSheet(
        warning=renderer.blocks(body.get("warning", ())),
        intro=renderer.blocks(body.get("intro", ())),
        main=renderer.blocks(body.get("main", ())),
        services=services,
        contacts=contacts,
        definitions=body.get("definitions", {}),
        references=tuple(body.get("references", ())),
        more=tuple(body.get("more", ())),
        related=tuple(row for row in revision.related if row["id"] in known),
    )


def preview_markdown(source: str) -> SafeString:
    """How a text of a local sheet will read; what cannot be read yields nothing."""
    inline = InlineRenderer(known_sheets=(), official_folder="", abbreviations={}, definitions={})
    try:
        blocks = read_markdown(source)
    except RecursionError:
        return SafeString("")
    return BlockRenderer(inline=inline, services={}, contacts={}).blocks(blocks)


def _known_sheets(revision: SheetRevision) -> frozenset[str]:
    """Official ids, among those that the revision names, of the sheets published here."""
    named = {row["id"] for row in revision.related} | set(_sheets_named(revision.body))
    published = Sheet.objects.published().filter(external_id__in=named)
    return frozenset(published.values_list("external_id", flat=True))


def _sheets_named(value: object) -> Iterator[str]:
    """Ids of the sheets that links anywhere in a body lead to."""
    if isinstance(value, dict):
        if value.get("as") == "sheet":
            yield value["id"]
        if isinstance(value.get("sheet"), str):
            yield value["sheet"]
        for inner in value.values():
            yield from _sheets_named(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _sheets_named(inner)
