"""What to say of the sheets behind the sources of an answer."""

from collections.abc import Iterable, Mapping

from django import template

from apps.conversations.models import AnswerSource
from apps.sheets.marks import SheetMarks, marks_of
from apps.sheets.models import LinkCheck

register = template.Library()


@register.filter
def sheet_marks(sources: Iterable[AnswerSource]) -> dict[str, SheetMarks]:
    """Marks of the sheets of these sources, by the sheets' ids."""
    ids = {source.sheet_id for source in sources}
    return marks_of(ids) if ids else {}


@register.filter
def broken_links(named: Iterable[Mapping[str, str]]) -> set[str]:
    """The addresses of these services or contacts that the weekly check found broken."""
    urls = {url for one in named if (url := one.get("url"))}
    return set(LinkCheck.objects.broken().filter(url__in=urls).values_list("url", flat=True))


@register.filter
def of_sheet(marks: Mapping[str, SheetMarks], sheet_id: str) -> SheetMarks:
    """Those of one sheet; none for a sheet that is not held here."""
    return marks.get(sheet_id) or SheetMarks()
