"""Text inside a paragraph: emphasis, values, links, kept as runs; and the same as plain text."""

import re
from typing import Any

from lxml import etree

# A run is a text, or {"as": kind, "runs": [...]} with the attributes of its kind.
Run = str | dict[str, Any]

PLAIN_MARKS = {
    "MiseEnEvidence": "strong",
    "Expression": "em",
    "Citation": "quote",
    "Valeur": "value",
    "Exposant": "sup",
    "Indice": "sub",
    "Variable": "variable",
    "MathTex": "formula",
    "Date": "date",
    "Tel": "tel",
    "TermeEtranger": "foreign",
}
ABBREVIATIONS = ("Sigle", "Acronyme")
PICTURES = ("Image", "ImageIllustration", "Infographie", "Video")
GLOSSARY = "Définition de glossaire"
WEB_ADDRESS = re.compile(r"https?://[^\s<>\"]+", re.IGNORECASE)
SHEET_ID = re.compile(r"^[FNR]\d+$")
INVISIBLE = re.compile("[\x7f-\x84\x86-\x9f\u00ad\u200b-\u200f\u2060\ufeff]")
# XML white space only: a no-break space is kept, it is part of French typography.
BLANKS = re.compile(r"[ \t\r\n]+")
# In the feed two line feeds follow an external link, even before a full stop.
BLANK_BEFORE_STOP = re.compile(r"[ \t\r]*\n\s*(?=[.,)])")


class _Blanks:
    """Folds white space over the borders of elements, so that no word is cut nor glued."""

    def __init__(self) -> None:
        self._after_blank = True

    def fold(self, text: str | None) -> str:
        if not text:
            return ""
        folded = BLANKS.sub(" ", BLANK_BEFORE_STOP.sub("", INVISIBLE.sub("", text)))
        if self._after_blank and folded.startswith(" "):
            folded = folded[1:]
        if folded:
            self._after_blank = folded.endswith(" ")
        return folded


def read_runs(element: etree._Element) -> list[Run]:
    """Runs of a paragraph or title, white space folded, edges stripped."""
    runs = _runs(element, _Blanks())
    _strip_end(runs)
    return runs


def plain_text(runs: list[Run]) -> str:
    """The words of runs, without marks."""
    return "".join(run if isinstance(run, str) else plain_text(run["runs"]) for run in runs)


def text_of(element: etree._Element | None) -> str:
    """All the text of an element, folded; empty for None."""
    return "" if element is None else plain_text(read_runs(element))


def web_address(value: str | None) -> str:
    """`value` when it is an http(s) address, else an empty text: nothing else becomes a link."""
    address = (value or "").strip()
    return address if WEB_ADDRESS.fullmatch(address) else ""


def _runs(element: etree._Element, blanks: _Blanks) -> list[Run]:
    runs: list[Run] = []
    _append(runs, blanks.fold(element.text))
    for child in element:
        inner = [] if child.tag in PICTURES else _runs(child, blanks)
        mark = _mark(child)
        if mark is None:
            for run in inner:
                _append(runs, run)
        elif inner:
            runs.append({**mark, "runs": inner})
        _append(runs, blanks.fold(child.tail))
    return runs


def _append(runs: list[Run], run: Run) -> None:
    if isinstance(run, str) and runs and isinstance(runs[-1], str):
        runs[-1] += run
    elif run:
        runs.append(run)


def _mark(element: etree._Element) -> dict[str, Any] | None:
    """What an inline element adds to its text; None for an element unknown here."""
    tag = element.tag
    if tag in PLAIN_MARKS:
        return {"as": PLAIN_MARKS[tag]}
    if tag == "LienExterne":
        address = web_address(element.get("URL"))
        return {"as": "link", "url": address} if address else None
    if tag == "LienInterne":
        target = element.get("LienPublication", "")
        if element.get("type") in ABBREVIATIONS:
            return {"as": "abbreviation", "id": target}
        return {"as": "sheet", "id": target} if SHEET_ID.match(target) else None
    if tag == "LienIntra" and element.get("type") == GLOSSARY:
        return {"as": "definition", "id": element.get("LienID", "")}
    return None


def _strip_end(runs: list[Run]) -> None:
    while runs:
        last = runs[-1]
        if isinstance(last, str):
            stripped = last.rstrip(" ")
            if stripped:
                runs[-1] = stripped
                return
            runs.pop()
            continue
        _strip_end(last["runs"])
        if last["runs"]:
            return
        runs.pop()
