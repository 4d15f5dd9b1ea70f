"""Lines of the list of sheets: what they say, with the words of the request marked."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from apps.sheets.models import SheetRevision
from apps.sheets.rendering.highlights import extract, highlighted
from apps.sheets.reports import ListedSheet
from apps.sheets.search import Explanation

RANKERS: dict[str, Promise] = {
    "passages": _("words of its best passage"),
    "sheets": _("words of the whole sheet"),
    "titles": _("words of the title"),
    "meaning_of_passages": _("meaning of its best passage"),
    "meaning_of_sheets": _("meaning of the whole sheet"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One line; `places` are (ranker, place) for whoever may know why."""

    revision: SheetRevision
    title: SafeString
    text: SafeString
    passage: SafeString
    why: Explanation | None
    places: Sequence[tuple[str, int | None]]


def lines_of(sheets: Sequence[ListedSheet], stems: frozenset[str]) -> list[Line]:
    """The lines of one page."""
    return [
        Line(
            revision=sheet.revision,
            title=highlighted(sheet.revision.title, stems),
            text=highlighted(sheet.revision.description, stems),
            passage=highlighted(extract(sheet.passage, stems), stems),
            why=sheet.why,
            places=_places(sheet.why),
        )
        for sheet in sheets
    ]


def _places(why: Explanation | None) -> list[tuple[str, int | None]]:
    if why is None:
        return []
    return [(str(RANKERS.get(name, name)), place) for name, place in why.places.items()]
