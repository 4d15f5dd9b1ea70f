"""Runs of text as HTML: emphasis, values, links."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

Run = str | Mapping[str, Any]
ELEMENTS = {
    "strong": "strong",
    "em": "em",
    "quote": "q",
    "value": "strong",
    "sup": "sup",
    "sub": "sub",
    "foreign": "i",
    "variable": "var",
    "formula": "code",
}


class InlineRenderer:
    """Renders runs. Links lead to sheets held here (`known_sheets`), else to the official site."""

    def __init__(
        self,
        *,
        known_sheets: Collection[str],
        official_folder: str,
        abbreviations: Mapping[str, Mapping[str, str]],
        definitions: Mapping[str, Mapping[str, str]],
    ) -> None:
        self._known_sheets = known_sheets
        self._official_folder = official_folder
        self._abbreviations = abbreviations
        self._definitions = definitions

    def runs(self, runs: Iterable[Run]) -> SafeString:
        return format_html_join("", "{}", ((self._run(run),) for run in runs))

    def sheet_link(self, sheet_id: str, words: SafeString | str) -> SafeString:
        """A link to a sheet; plain words when nobody holds that page."""
        if sheet_id in self._known_sheets:
            address = reverse("sheets:sheet_detail", args=[sheet_id])
            return format_html('<a href="{}">{}</a>', address, words)
        if not sheet_id or not self._official_folder:
            return format_html("{}", words)
        return self.external_link(self._official_folder + sheet_id, words)

    def external_link(self, address: str, words: SafeString | str) -> SafeString:
        return format_html(
            '<a href="{}" target="_blank" rel="noopener external" title="{} ({})">{}</a>',
            address,
            words if isinstance(words, str) and "<" not in words else address,
            _("new window"),
            words,
        )

    def _run(self, run: Run) -> SafeString:
        if isinstance(run, str):
            return format_html("{}", run)
        words = self.runs(run["runs"])
        match run["as"]:
            case "link":
                return self.external_link(run["url"], words)
            case "sheet":
                return self.sheet_link(run["id"], words)
            case "abbreviation" if run["id"] in self._abbreviations:
                meaning = self._abbreviations[run["id"]]["text"]
                return format_html('<abbr title="{}">{}</abbr>', meaning, words)
            case "definition" if run["id"] in self._definitions:
                return format_html(
                    '<a class="fs-term" href="#definition-{}">{}</a>', run["id"], words
                )
        element = ELEMENTS.get(run["as"])
        return format_html("<{0}>{1}</{0}>", SafeString(element), words) if element else words
