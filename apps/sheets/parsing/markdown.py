"""Markdown, in which local sheets are written: read as blocks, and written from blocks."""

import re

from markdown_it import MarkdownIt

from apps.sheets.parsing.html_blocks import read_html
from apps.sheets.parsing.inline import Run
from apps.sheets.parsing.parsed import Block

# Escapes what would be read as a mark.
SPECIAL = re.compile(r"([\\`*_\[\]<>|])")
STARTS = re.compile(r"^(\s*\d*)([#+\-=]+|(?<=\d)[.)])(?=\s|$)")
DEEPEST = 6


def markdown_html(source: str) -> str:
    """HTML of a hostile Markdown text: raw HTML is escaped, images are left as text."""
    html: str = MarkdownIt("js-default").disable("image").enable("table").render(source)
    return html


def read_markdown(source: str) -> list[Block]:
    """Blocks of a Markdown text. Raises RecursionError when it is nested too deeply."""
    return read_html(markdown_html(source))


def write_markdown(blocks: list[Block], level: int = 2) -> str:
    """Markdown that `read_markdown` reads as the same words; titles start at `level`."""
    return "\n\n".join(part for block in blocks if (part := _written(block, level)))


def _written(block: Block, level: int) -> str:
    match block["type"]:
        case "paragraph" | "heading":
            return _paragraph(block["runs"])
        case "section":
            title = f"{'#' * min(level, DEEPEST)} {_inline(block['title'])}"
            return f"{title}\n\n{write_markdown(block['blocks'], level + 1)}".rstrip()
        case "list":
            return _list(block, level)
        case "callout":
            return f"**{_escaped(block['title'])}**\n\n{write_markdown(block['blocks'], level)}"
        case "table":
            return _table(block)
    return ""


def _list(block: Block, level: int) -> str:
    lines = []
    for number, item in enumerate(block["items"], start=1):
        mark = f"{number}. " if block["style"] == "number" else "- "
        text = write_markdown(item, level).replace("\n\n", "\n")
        lines.append(mark + text.replace("\n", "\n" + " " * len(mark)))
    return "\n".join(lines)


def _table(block: Block) -> str:
    """A table with merged cells loses them: each is written once."""
    rows = [[_cell(cell["blocks"]) for cell in row["cells"]] for row in block["rows"]]
    width = max(len(row) for row in rows)
    if not block["rows"][0]["header"]:
        rows.insert(0, [""] * width)
    lines = ["| " + " | ".join(row + [""] * (width - len(row))) + " |" for row in rows]
    lines.insert(1, "|" + " --- |" * width)
    title = _inline(block["title"])
    return "\n".join([f"{title}\n", *lines] if title else lines)


def _cell(blocks: list[Block]) -> str:
    return " ".join(write_markdown(blocks).split())


def _paragraph(runs: list[Run]) -> str:
    return STARTS.sub(r"\1\\\2", _inline(runs))


def _inline(runs: list[Run]) -> str:
    return "".join(_run(run) for run in runs)


def _run(run: Run) -> str:
    if isinstance(run, str):
        return _escaped(run)
    words = _inline(run["runs"])
    match run["as"]:
        case "strong" | "value":
            return _around(words, "**")
        case "em" | "foreign":
            return _around(words, "*")
        case "link":
            return f"[{words}]({run['url'].replace(')', '%29')})"
    return words


def _around(words: str, mark: str) -> str:
    """Marks cling to words: white space inside them would make them plain characters."""
    bare = words.strip(" ")
    before, after = words[: len(words) - len(words.lstrip(" "))], words[len(words.rstrip(" ")) :]
    return f"{before}{mark}{bare}{mark}{after}" if bare else words


def _escaped(text: str) -> str:
    return SPECIAL.sub(r"\\\1", text)
