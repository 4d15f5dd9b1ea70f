"""HTML as blocks: what Markdown gives once rendered, and what other publishers' feeds hold."""

import re
from collections.abc import Iterator

import nh3
from lxml import etree, html

from apps.sheets.parsing.inline import INVISIBLE, Run, plain_text, web_address
from apps.sheets.parsing.parsed import Block
from apps.sheets.parsing.tables import MAX_SPAN

BLOCKS = {"p", "div", "section", "article", "blockquote", "hr", "br", "table"}
BLOCKS |= {"ul", "ol", "li", "dl", "dt", "dd"}
HEADINGS = {f"h{level}": level for level in range(1, 7)}
MARKS = {"strong": "strong", "b": "strong", "em": "em", "i": "em", "sup": "sup", "sub": "sub"}
TABLES = {"caption", "thead", "tbody", "tr", "th", "td"}
# The other elements are dropped: their words stay, save for those of DROPPED.
TAGS = {*BLOCKS, *HEADINGS, *MARKS, *TABLES, "a"}
ATTRIBUTES = {
    "a": {"href"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
    "div": {"class"},
}
DROPPED = {"script", "style", "template", "noscript", "svg", "iframe", "nav", "head", "title"}
CALLOUT = re.compile(r"\bfr-(highlight|callout|alert)\b")
SPACES = re.compile(r"[ \t\r\n]+")
MAX_DEPTH = 60
LONGEST_TITLE = 60


def read_html(source: str) -> list[Block]:
    """Blocks in reading order, titles as nested sections.

    Raises RecursionError for more than MAX_DEPTH nested elements.
    """
    clean = nh3.clean(source, tags=TAGS, attributes=ATTRIBUTES, clean_content_tags=DROPPED)
    return nested(list(_blocks(html.fragment_fromstring(clean, create_parent="div"))))


def nested(flat: list[Block]) -> list[Block]:
    """Sections out of flat titles ({"type": "title", level, runs}): each holds what follows."""
    top: list[Block] = []
    open_sections: list[tuple[int, list[Block]]] = [(0, top)]
    for block in flat:
        if block["type"] != "title":
            open_sections[-1][1].append(block)
            continue
        while open_sections[-1][0] >= block["level"]:
            open_sections.pop()
        inside: list[Block] = []
        section = {
            "type": "section",
            "title": block["runs"],
            "kind": "",
            "id": "",
            "blocks": inside,
        }
        open_sections[-1][1].append(section)
        open_sections.append((block["level"], inside))
    return top


def _blocks(element: etree._Element, depth: int = 0) -> Iterator[Block]:
    """Blocks of an element's content, titles flat; loose words become paragraphs."""
    if depth > MAX_DEPTH:
        raise RecursionError
    loose: list[Run] = [element.text or ""]
    for child in element:
        if _holds_blocks(child):
            yield from _paragraph(loose)
            loose = []
            yield from _block(child, depth)
        else:
            loose += _inline(child)
        loose.append(child.tail or "")
    yield from _paragraph(loose)


def _holds_blocks(element: etree._Element) -> bool:
    return any(each.tag in BLOCKS or each.tag in HEADINGS for each in element.iter())


def _block(element: etree._Element, depth: int) -> Iterator[Block]:
    tag = str(element.tag)
    if tag in HEADINGS:
        runs = _tidy(_inline_of(element))
        if runs:
            yield {"type": "title", "level": HEADINGS[tag], "runs": runs}
    elif tag in ("ul", "ol"):
        yield from _list(element, tag, depth)
    elif tag == "table":
        yield from _table(element, depth)
    elif CALLOUT.search(element.get("class", "")):
        yield from _callout(element, depth)
    else:
        yield from _blocks(element, depth + 1)


def _paragraph(runs: list[Run]) -> Iterator[Block]:
    tidy = _tidy(runs)
    if tidy:
        yield {"type": "paragraph", "runs": tidy}


def _list(element: etree._Element, tag: str, depth: int) -> Iterator[Block]:
    read = [nested(list(_blocks(each, depth + 1))) for each in element.iterchildren("li")]
    items = [blocks for blocks in read if blocks]
    if items:
        yield {"type": "list", "style": "number" if tag == "ol" else "bullet", "items": items}


def _callout(element: etree._Element, depth: int) -> Iterator[Block]:
    """A framed remark: its title is its first one, else « À savoir »."""
    blocks = list(_blocks(element, depth + 1))
    title = "À savoir"
    if blocks and _is_title(blocks[0]):
        title = plain_text(blocks.pop(0)["runs"]).strip(" !:\u00a0") or title
    if blocks:
        yield {"type": "callout", "kind": "ASavoir", "title": title, "blocks": nested(blocks)}


def _is_title(block: Block) -> bool:
    """A title, or a short line all in bold that stands for one."""
    if block["type"] == "title":
        return True
    runs = block.get("runs", [])
    is_bold = len(runs) == 1 and isinstance(runs[0], dict) and runs[0]["as"] == "strong"
    return is_bold and len(plain_text(runs)) <= LONGEST_TITLE


def _table(element: etree._Element, depth: int) -> Iterator[Block]:
    caption = element.find("caption")
    rows = [_row(each, depth) for each in element.iter("tr")]
    rows = [row for row in rows if any(cell["blocks"] for cell in row["cells"])]
    if rows:
        title = [] if caption is None else _tidy(_inline_of(caption))
        yield {"type": "table", "title": title, "summary": "", "rows": rows}


def _row(element: etree._Element, depth: int) -> Block:
    cells = [
        {
            "blocks": nested(list(_blocks(each, depth + 1))),
            "header": each.tag == "th",
            "colspan": _span(each.get("colspan")),
            "rowspan": _span(each.get("rowspan")),
        }
        for each in element.iterchildren("th", "td")
    ]
    return {"header": all(cell["header"] for cell in cells), "cells": cells}


def _span(value: str | None) -> int:
    return min(max(int(value), 1), MAX_SPAN) if value and value.isdecimal() else 1


def _inline_of(element: etree._Element) -> list[Run]:
    runs: list[Run] = [element.text or ""]
    for child in element:
        runs += _inline(child)
        runs.append(child.tail or "")
    return runs


def _inline(element: etree._Element) -> list[Run]:
    runs = _inline_of(element)
    if not plain_text(runs).strip():
        return runs
    address = web_address(element.get("href"))
    if element.tag == "a" and address:
        return [{"as": "link", "url": address, "runs": runs}]
    mark = MARKS.get(str(element.tag))
    return [{"as": mark, "runs": runs}] if mark else runs


def _tidy(runs: list[Run]) -> list[Run]:
    """Runs with white space folded, over their borders too, and both edges stripped."""
    tidy, _ = _fold(runs, after_space=True)
    while tidy and isinstance(tidy[-1], str):
        stripped = tidy[-1].rstrip(" ")
        if stripped:
            tidy[-1] = stripped
            break
        tidy.pop()
    return tidy if plain_text(tidy).strip() else []


def _fold(runs: list[Run], *, after_space: bool) -> tuple[list[Run], bool]:
    folded: list[Run] = []
    for run in runs:
        if isinstance(run, str):
            text = SPACES.sub(" ", INVISIBLE.sub("", run))
            text = text[1:] if after_space and text.startswith(" ") else text
            if not text:
                continue
            after_space = text.endswith(" ")
            if folded and isinstance(folded[-1], str):
                folded[-1] += text
            else:
                folded.append(text)
        else:
            inner, after_space = _fold(run["runs"], after_space=after_space)
            if inner:
                folded.append({**run, "runs": inner})
    return folded, after_space
