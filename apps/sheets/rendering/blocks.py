"""Blocks of a body as HTML: titles, situations and cases, lists, tables, callouts, services."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from apps.sheets.models import Contact, OnlineService
from apps.sheets.rendering.inline import InlineRenderer

Block = Mapping[str, Any]
FEW_CASES = 4  # so many cases are shown unfolded
FIRST_LEVEL, LAST_LEVEL = 2, 6
LIST_ELEMENTS = {"number": "ol"}


class BlockRenderer:
    """Renders blocks. The passage at position `marked` is shown as cited, and its cases open."""

    def __init__(
        self,
        *,
        inline: InlineRenderer,
        services: Mapping[str, OnlineService],
        contacts: Mapping[str, Contact],
        marked: int | None = None,
    ) -> None:
        self._inline = inline
        self._services, self._contacts = services, contacts
        self._marked = marked
        self._renderers: dict[str, Callable[[Block, int], SafeString]] = {
            "paragraph": lambda block, _level: _element("p", inline.runs(block["runs"])),
            "heading": lambda block, level: _element(f"h{level}", inline.runs(block["runs"])),
            "list": self._list,
            "table": self._table,
            "callout": self._callout,
            "section": self._section,
            "cases": self._cases,
            "situations": self._situations,
            "variant": lambda block, level: self.blocks(block["blocks"], level),
            "service": self._service,
            "contact": self._contact,
            "link": self._link,
            "media": lambda block, _level: format_html('<p class="fs-meta">{}</p>', block["text"]),
            "guide": lambda block, _level: _element("ul", self._branch(block)),
        }

    def blocks(self, blocks: Iterable[Block], level: int = FIRST_LEVEL) -> SafeString:
        """HTML of blocks; those of one passage share a wrapper that a citation can open."""
        html, inside = SafeString(""), SafeString("")
        passage: int | None = None
        for block in blocks:
            position = self._position(block)
            if position != passage:
                html += self._passage(passage, inside)
                passage, inside = position, SafeString("")
            inside += self._block(block, level)
        return html + self._passage(passage, inside)

    def _block(self, block: Block, level: int) -> SafeString:
        renderer = self._renderers.get(block["type"])
        return renderer(block, min(level, LAST_LEVEL)) if renderer else SafeString("")

    def _position(self, block: Block) -> int | None:
        positions: list[int] = block.get("passages") or []
        if self._marked in positions:
            return self._marked
        return positions[0] if positions else None

    def _passage(self, position: int | None, inside: SafeString) -> SafeString:
        if position is None or not inside:
            return inside
        cited = " fs-passage--cited" if position == self._marked else ""
        return format_html(
            '<div id="passage-{}" class="fs-passage{}">{}</div>', position, cited, inside
        )

    def _section(self, block: Block, level: int) -> SafeString:
        title = self._inline.runs(block["title"])
        heading = _element(f"h{level}", title) if title else SafeString("")
        return format_html(
            "<section>{}{}</section>", heading, self.blocks(block["blocks"], level + bool(title))
        )

    def _situations(self, block: Block, level: int) -> SafeString:
        """Situations exclude each other: a menu of their titles comes first."""
        entries = list(enumerate(block["situations"], start=1))
        menu = format_html_join(
            "",
            '<li><a class="fr-link" href="#situation-{}">{}</a></li>',
            ((number, each["title"]) for number, each in entries),
        )
        sections = format_html_join(
            "",
            '<section id="situation-{}" class="fs-situation">{}{}</section>',
            (
                (
                    number,
                    _element(f"h{level}", each["title"]),
                    self.blocks(each["blocks"], level + 1),
                )
                for number, each in entries
            ),
        )
        return format_html(
            '<nav class="fs-situations" aria-label="{0}"><p class="fs-label">{0}</p>'
            "<ul>{1}</ul></nav>{2}",
            _("Choose the situation"),
            menu,
            sections,
        )

    def _cases(self, block: Block, level: int) -> SafeString:
        """Cases unfold without a script; a few are open from the start."""
        cases = block["cases"]
        return format_html_join(
            "",
            '<details class="fs-case"{}><summary>{}</summary>{}</details>',
            (
                (
                    SafeString(" open")
                    if len(cases) <= FEW_CASES or self._holds_mark(each["blocks"])
                    else "",
                    _element(f"h{level}", each["title"]),
                    self.blocks(each["blocks"], level + 1),
                )
                for each in cases
            ),
        )

    def _holds_mark(self, blocks: Iterable[Block]) -> bool:
        """Whether the passage to mark stands in these blocks, at any depth."""
        if self._marked is None:
            return False
        for block in blocks:
            parts = block.get("cases") or block.get("situations") or [block]
            inner = (part.get("blocks", ()) for part in parts)
            if self._marked in (block.get("passages") or ()) or any(map(self._holds_mark, inner)):
                return True
        return False

    def _list(self, block: Block, level: int) -> SafeString:
        items = format_html_join(
            "", "<li>{}</li>", ((self._compact(item, level),) for item in block["items"])
        )
        return _element(LIST_ELEMENTS.get(block["style"], "ul"), items)

    def _compact(self, blocks: list[Block], level: int) -> SafeString:
        """A lone paragraph without its element, as in items and cells."""
        if len(blocks) == 1 and blocks[0]["type"] == "paragraph":
            return self._inline.runs(blocks[0]["runs"])
        return self.blocks(blocks, level)

    def _table(self, block: Block, level: int) -> SafeString:
        rows = block["rows"]
        split = next((at for at, row in enumerate(rows) if not row["header"]), len(rows))
        title = self._inline.runs(block["title"])
        return format_html(
            '<div class="fs-table" tabindex="0" role="region" aria-label="{}">'
            "<table>{}{}{}</table></div>",
            _("Table"),
            _element("caption", title) if title else "",
            _element("thead", self._rows(rows[:split], level)) if split else "",
            _element("tbody", self._rows(rows[split:], level)),
        )

    def _rows(self, rows: list[Block], level: int) -> SafeString:
        return format_html_join(
            "",
            "<tr>{}</tr>",
            (
                (
                    format_html_join(
                        "", "{}", ((self._cell(cell, row, level),) for cell in row["cells"])
                    ),
                )
                for row in rows
            ),
        )

    def _cell(self, cell: Block, row: Block, level: int) -> SafeString:
        spans = SafeString("")
        for name in ("colspan", "rowspan"):
            if cell[name] > 1:
                spans += format_html(' {}="{}"', SafeString(name), cell[name])
        if cell["header"]:
            spans += format_html(' scope="{}"', "col" if row["header"] else "row")
        name = SafeString("th" if cell["header"] else "td")
        return format_html("<{0}{1}>{2}</{0}>", name, spans, self._compact(cell["blocks"], level))

    def _callout(self, block: Block, level: int) -> SafeString:
        look = "warning" if block["kind"] == "Attention" else "info"
        return format_html(
            '<div class="fr-alert fr-alert--{} fr-alert--sm fs-callout">'
            "<p><strong>{}</strong></p>{}</div>",
            look,
            block["title"],
            self.blocks(block["blocks"], level),
        )

    def _service(self, block: Block, _level: int) -> SafeString:
        service = self._services.get(block["id"])
        if service is None:
            return SafeString("")
        name = self._inline.external_link(service.url, service.title)
        return format_html(
            '<div class="fs-box"><p class="fs-label">{}</p><p>{}</p>{}{}</div>',
            service.kind or _("Online service"),
            name if service.url else service.title,
            format_html('<p class="fs-meta">Cerfa n° {}</p>', service.cerfa)
            if service.cerfa
            else "",
            format_html('<p class="fs-small">{}</p>', service.text) if service.text else "",
        )

    def _contact(self, block: Block, _level: int) -> SafeString:
        contact = self._contacts.get(block["id"])
        if contact is None:
            return SafeString("")
        name = self._inline.external_link(contact.url, contact.title)
        return format_html(
            '<div class="fs-box"><p class="fs-label">{}</p><p>{}</p>{}{}</div>',
            _("Where to go"),
            name if contact.url else contact.title,
            format_html('<p class="fs-small">{}</p>', contact.complement)
            if contact.complement
            else "",
            format_html("<p>{} {}</p>", _("By telephone:"), contact.phone) if contact.phone else "",
        )

    def _link(self, block: Block, _level: int) -> SafeString:
        words = block["title"]
        link = (
            self._inline.external_link(block["url"], words)
            if block["url"]
            else self._inline.sheet_link(block["sheet"], words)
        )
        source = format_html(' <span class="fs-meta">{}</span>', block["source"])
        return format_html("<p>{}{}</p>", link, source if block["source"] else "")

    def _branch(self, branch: Block) -> SafeString:
        """One choice of a decision tree, with its link or its further choices."""
        link = SafeString("")
        if branch["sheet"]:
            words = branch["link"] or _("Read the sheet")
            link = format_html(" {}", self._inline.sheet_link(branch["sheet"], words))
        further = format_html_join("", "{}", ((self._branch(each),) for each in branch["branches"]))
        return format_html(
            "<li>{}{}{}</li>", branch["title"], link, _element("ul", further) if further else ""
        )


def _element(name: str, inside: SafeString | str) -> SafeString:
    return format_html("<{0}>{1}</{0}>", SafeString(name), inside)
