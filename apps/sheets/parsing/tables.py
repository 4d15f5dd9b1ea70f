"""Tables: rows, header cells, merged cells."""

from collections.abc import Callable

from lxml import etree

from apps.sheets.parsing.inline import read_runs, text_of
from apps.sheets.parsing.parsed import Block

MAX_SPAN = 50  # the widest official table has 12 columns


def read_table(
    element: etree._Element, read_blocks: Callable[[etree._Element], list[Block]]
) -> Block:
    """{"type": "table", title, summary, rows}; a row is {header, cells}.

    A cell is {blocks, header, colspan, rowspan}. Schema 3.5 calls the title TitreRiche.
    """
    title = element.find("TitreRiche")
    if title is None:
        title = element.find("Titre")
    columns = [column.get("type") == "header" for column in element.iterchildren("Colonne")]
    rows = [_read_row(row, columns, read_blocks) for row in element.iterchildren("Rangée")]
    return {
        "type": "table",
        "title": [] if title is None else read_runs(title),
        "summary": text_of(element.find("Resume")),
        "rows": [row for row in rows if any(cell["blocks"] for cell in row["cells"])],
    }


def _read_row(
    element: etree._Element,
    columns: list[bool],
    read_blocks: Callable[[etree._Element], list[Block]],
) -> Block:
    is_header = element.get("type") == "header"
    cells = []
    for index, cell in enumerate(element.iterchildren("Cellule")):
        blocks = read_blocks(cell)
        if not blocks and (runs := read_runs(cell)):
            blocks = [{"type": "paragraph", "runs": runs}]  # schema 3.5 allows bare text
        cells.append(
            {
                "blocks": blocks,
                "header": is_header or (index < len(columns) and columns[index]),
                "colspan": _span(cell.get("fusionHorizontale")),
                "rowspan": _span(cell.get("fusionVerticale")),
            }
        )
    return {"header": is_header, "cells": cells}


def _span(value: str | None) -> int:
    """A count of merged cells; 1 when absent or absurd."""
    try:
        span = int(value or 1)
    except ValueError:
        return 1
    return min(max(span, 1), MAX_SPAN)
