"""The feed of travail-emploi.gouv.fr: one JSON list of sheets, whose sections are HTML."""

import gzip
import hashlib
import json
import re
import zlib
from datetime import datetime
from pathlib import Path
from typing import Any

from apps.sheets.parsing.documents import HIDING
from apps.sheets.parsing.header import MAX_TITLE
from apps.sheets.parsing.html_blocks import read_html
from apps.sheets.parsing.inline import web_address
from apps.sheets.parsing.operators import operator_of
from apps.sheets.parsing.parsed import Block, ParsedSheet, ParseRefusal
from apps.sheets.parsing.passages import cut_passages
from apps.sheets.parsing.wording import Wording

LABOUR_FEED = "travail-emploi"
LABOUR_SOURCE = "Ministère du Travail – travail-emploi.gouv.fr"
THEME_ID, THEME = "N19806", "Travail - Formation"  # the publisher's own theme, as in DILA's tree
FILE_NAME = re.compile(r"^TE\d+\.json$")
ARTICLE = re.compile(r"^article(\d+)$")
SUFFIXES = (".json", ".json.gz")


def is_labour_file(path: Path) -> bool:
    return path.name.lower().endswith(SUFFIXES)


def split_feed(path: Path, max_bytes: int) -> dict[str, bytes]:
    """The JSON of each sheet by the name of its file, as if the feed were an archive.

    Raises ValueError, in French, for a file that is not such a list, or unfolds to more than
    `max_bytes`.
    """
    try:
        with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as file:
            raw = file.read(max_bytes + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise ValueError("Le fichier ne peut pas être lu.") from error
    if len(raw) > max_bytes:
        raise ValueError(f"Le fichier dépasse {max_bytes // 1_000_000} Mo une fois déplié.")
    try:
        rows = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise ValueError("Le fichier n’est pas du JSON bien formé.") from error
    if not isinstance(rows, list) or not rows:
        raise ValueError("Le fichier n’est pas une liste de fiches.")
    return {_name(row): json.dumps(row, ensure_ascii=False).encode() for row in rows}


def parse_labour_sheet(raw: bytes, name: str) -> ParsedSheet:
    """One sheet of the feed. Raises ParseRefusal(file, line, reason)."""
    if HIDING.search(raw.decode()):
        raise ParseRefusal(name, 0, "Le texte contient un caractère qui le masque ou l’inverse.")
    try:
        sheet = _read(json.loads(raw), name.removesuffix(".json"))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        reason = f"La fiche n’a pas la forme attendue ({type(error).__name__} : {error})."[:200]
        raise ParseRefusal(name, 0, reason) from error
    if not sheet.title or len(sheet.title) > MAX_TITLE:
        raise ParseRefusal(name, 0, f"Le titre manque ou dépasse {MAX_TITLE} caractères.")
    if not sheet.passages:
        raise ParseRefusal(name, 0, "La fiche ne contient aucun texte.")
    return sheet


def _read(row: dict[str, Any], sheet_id: str) -> ParsedSheet:
    title, description = str(row["title"]).strip(), str(row.get("description", ""))
    intro = read_html(str(row.get("intro", "")))
    main = [block for section in row["sections"] for block in _section(section, title)]
    day = datetime.strptime(row["date"], "%d/%m/%Y").date()
    content = {"title": title, "description": description, "intro": intro, "main": main}
    canonical = json.dumps(content, ensure_ascii=False, sort_keys=True).replace("\u00a0", " ")
    return ParsedSheet(
        id=sheet_id,
        feed=LABOUR_FEED,
        audiences=("Particuliers",),
        kind="Fiche d'information",
        title=title,
        description=description,
        url=web_address(str(row["url"])),
        modified_on=day.isoformat(),
        important_change_on="",
        theme_id=THEME_ID,
        theme=THEME,
        dossier_id="",
        dossier="",
        operator=operator_of(
            contributor="", title=title, theme_id=THEME_ID, dossier_id="", services=(), contacts=()
        ),
        attribution=LABOUR_SOURCE,
        warning="",
        has_answer=True,
        is_demonstration=False,
        body=_body(intro, main),
        content_sha256=hashlib.sha256(canonical.encode()).hexdigest(),
        passages=cut_passages(sheet_title=title, intro=intro, main=main, wording=Wording({}, {})),
    )


def _name(row: Any) -> str:
    """The file name of a sheet; of one without an id, a name that is refused when it is read."""
    found = ARTICLE.match(str(row.get("pubId", ""))) if isinstance(row, dict) else None
    return f"TE{found[1]}.json" if found else f"TE{zlib.crc32(repr(row).encode())}.json"


def _section(section: dict[str, Any], sheet_title: str) -> list[Block]:
    """A section under its title; what precedes the first title bears the sheet's own."""
    blocks = read_html(str(section["html"]))
    title = str(section.get("title", "")).strip()
    if not blocks or not title or title == sheet_title:
        return blocks
    return [{"type": "section", "title": [title], "kind": "", "id": "", "blocks": blocks}]


def _body(intro: list[Block], main: list[Block]) -> dict[str, Any]:
    return {
        "warning": [],
        "intro": intro,
        "main": main,
        "definitions": {},
        "abbreviations": {},
        "references": [],
        "more": [],
    }
