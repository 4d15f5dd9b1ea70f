"""Blocks as the text that passages store: one line a block, "- " items, cells joined by " | "."""

from collections.abc import Mapping

from apps.sheets.parsing.inline import plain_text
from apps.sheets.parsing.parsed import Block, ParsedContact, ParsedService

CELL_SEPARATOR = " | "
ITEM = "- "


class Wording:
    """Turns blocks into lines; knows the services and contacts that blocks refer to."""

    def __init__(
        self, services: Mapping[str, ParsedService], contacts: Mapping[str, ParsedContact]
    ) -> None:
        self._services = services
        self._contacts = contacts

    def text(self, blocks: list[Block]) -> str:
        return "\n".join(line for block in blocks for line in self.lines(block))

    def lines(self, block: Block) -> list[str]:
        """Lines of one block, containers included (their titles come first)."""
        match block["type"]:
            case "paragraph" | "heading":
                return [plain_text(block["runs"])]
            case "list":
                return [line for item in block["items"] for line in self._item(item)]
            case "table":
                return self._table(block)
            case "callout":
                return self._callout(block)
            case "service":
                return self._service(block["id"])
            case "contact":
                return self._contact(block["id"])
            case "media":
                return [block["text"]]
            case "link":
                return [block["title"]]
            case "section":
                return [plain_text(block["title"]), *self._all(block["blocks"])]
            case "variant":
                return self._all(block["blocks"])
            case "cases" | "situations":
                return [
                    line
                    for each in block[block["type"]]
                    for line in (each["title"], *self._all(each["blocks"]))
                ]
        return []

    def _all(self, blocks: list[Block]) -> list[str]:
        return [line for block in blocks for line in self.lines(block)]

    def _item(self, blocks: list[Block]) -> list[str]:
        """An item is one line; lists inside it follow, each item on its own line."""
        own = [block for block in blocks if block["type"] != "list"]
        nested = [block for block in blocks if block["type"] == "list"]
        lines = [ITEM + " ".join(self._all(own))] if own else []
        return lines + self._all(nested)

    def _callout(self, block: Block) -> list[str]:
        first, *rest = self._all(block["blocks"]) or [""]
        if first.startswith(ITEM):
            return [f"{block['title']}\u00a0:", first, *rest]
        return [f"{block['title']}\u00a0: {first}", *rest]

    def _service(self, service_id: str) -> list[str]:
        service = self._services[service_id]
        number = f" (Cerfa n° {service.cerfa})" if "*" in service.cerfa else ""
        kind = service.kind if service.kind and "SP" not in service.kind else "Service en ligne"
        return [f"{kind}\u00a0: {service.title}{number}", *service.text.splitlines()]

    def _contact(self, contact_id: str) -> list[str]:
        contact = self._contacts[contact_id]
        complement = f" ({contact.complement})" if contact.complement else ""
        return [f"Où s’adresser\u00a0: {contact.title}{complement}"]

    def _table(self, block: Block) -> list[str]:
        title = plain_text(block["title"])
        return ([title] if title else []) + [
            CELL_SEPARATOR.join(row) for row in self._spread(block["rows"])
        ]

    def _spread(self, rows: list[Block]) -> list[list[str]]:
        """Cell texts by row; a cell merged over rows is repeated in each, so that rows stand alone.

        A merge stays within the header or within the body, as in HTML.
        """
        pending: dict[int, tuple[int, str]] = {}
        lines: list[list[str]] = []
        in_header = True
        for row in rows:
            if in_header and not row["header"]:
                pending, in_header = {}, False
            line: list[str] = []
            column = 0
            for cell in row["cells"]:
                column = self._repeat(pending, column, line)
                text = " ".join(item.removeprefix(ITEM) for item in self._all(cell["blocks"]))
                line.append(text)
                if cell["rowspan"] > 1:
                    pending[column] = (cell["rowspan"] - 1, text)
                    for covered in range(column + 1, column + cell["colspan"]):
                        pending[covered] = (cell["rowspan"] - 1, "")
                column += cell["colspan"]
            self._repeat(pending, column, line)
            lines.append(line)
        return lines

    def _repeat(self, pending: dict[int, tuple[int, str]], column: int, line: list[str]) -> int:
        """Write the merged cells that cover `column` and the next ones; the first free column."""
        while column in pending:
            left, text = pending.pop(column)
            if text:
                line.append(text)
            if left > 1:
                pending[column] = (left - 1, text)
                column += 1
                continue
            column += 1
        return column
