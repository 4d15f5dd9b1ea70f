"""Texts that curators bring: a DOCX or a web page becomes Markdown; Markdown becomes a sheet."""

import hashlib
import io
import json
import zipfile
from dataclasses import dataclass
from typing import Any

import mammoth
from lxml import etree

from apps.sheets.parsing.documents import HIDDEN, HIDING
from apps.sheets.parsing.html_blocks import read_html
from apps.sheets.parsing.inline import plain_text
from apps.sheets.parsing.markdown import read_markdown, write_markdown
from apps.sheets.parsing.parsed import ParsedPassage, ParsedService, ParsedText, ParseRefusal
from apps.sheets.parsing.passages import cut_passages
from apps.sheets.parsing.wording import Wording

DOCX_MEMBERS = 2_000
DOCX_BYTES = 100_000_000
STYLES = "p[style-name='Title'] => h1:fresh\np[style-name='Titre'] => h1:fresh"
NO_TEXT = "Le document ne contient aucun texte."


@dataclass(frozen=True, slots=True)
class WrittenContent:
    """What a Markdown text becomes: the body for reading, the passages for answering."""

    body: dict[str, Any]
    passages: tuple[ParsedPassage, ...]
    services: tuple[ParsedService, ...]
    content_sha256: str


def read_docx(raw: bytes, name: str) -> ParsedText:
    """Markdown of a DOCX; images are dropped. Raises ParseRefusal."""
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            members = archive.infolist()
        if len(members) > DOCX_MEMBERS or sum(m.file_size for m in members) > DOCX_BYTES:
            raise ParseRefusal(name, 0, "Le document est trop grand une fois déplié.")
        options = {"style_map": STYLES, "convert_image": mammoth.images.img_element(_no_image)}
        html = mammoth.convert_to_html(io.BytesIO(raw), **options).value
    except ParseRefusal:
        raise
    except MemoryError:
        raise
    except Exception as error:
        raise ParseRefusal(name, 0, "Le fichier n’est pas un document DOCX lisible.") from error
    return read_page(html.encode(), name)


def read_page(raw: bytes, name: str) -> ParsedText:
    """Markdown of a web page in UTF-8. Raises ParseRefusal."""
    try:
        source = raw.decode()
    except UnicodeDecodeError as error:
        raise ParseRefusal(name, 0, "La page n’est pas en UTF-8.") from error
    refuse_hidden(source, name)
    try:
        blocks = read_html(source)
    except (etree.ParserError, ValueError) as error:
        raise ParseRefusal(name, 0, "La page ne peut pas être lue.") from error
    if len(blocks) == 1 and blocks[0]["type"] == "section":
        title, blocks = blocks[0]["title"], blocks[0]["blocks"]
    else:
        title = []
    if not blocks:
        raise ParseRefusal(name, 0, NO_TEXT)
    return ParsedText(title=plain_text(title), markdown=write_markdown(blocks))


def read_written(source: str, *, title: str) -> WrittenContent:
    """Body and passages of a sheet written in Markdown; what precedes the first title is its
    introduction. Raises ParseRefusal."""
    refuse_hidden(source, title)
    blocks = read_markdown(source)
    first = next((at for at, each in enumerate(blocks) if each["type"] == "section"), len(blocks))
    services = tuple(_services(blocks))
    body: dict[str, Any] = {
        "warning": [],
        "intro": blocks[:first],
        "main": blocks[first:],
        "definitions": {},
        "abbreviations": {},
        "references": [],
        "more": [],
    }
    canonical = json.dumps({"title": title, "body": body}, ensure_ascii=False, sort_keys=True)
    passages = cut_passages(
        sheet_title=title, intro=body["intro"], main=body["main"], wording=Wording({}, {})
    )
    if not passages:
        raise ParseRefusal(title, 0, NO_TEXT)
    sha256 = hashlib.sha256(canonical.encode()).hexdigest()
    return WrittenContent(body, passages, services, sha256)


def refuse_hidden(text: str, name: str) -> None:
    """Raises ParseRefusal, with the line, for characters that hide or reorder text."""
    hidden = HIDING.search(text)
    if hidden:
        line = text.count("\n", 0, hidden.start()) + 1
        raise ParseRefusal(name, line, HIDDEN.format(code=f"U+{ord(hidden[0]):04X}"))


def _no_image(_image: object) -> dict[str, str]:
    return {}


def _services(value: object) -> list[ParsedService]:
    """The web addresses of a body, each once, as the services that an answer may link to."""
    found: dict[str, ParsedService] = {}
    for link in _links(value):
        words = plain_text(link["runs"]).strip()
        found.setdefault(link["url"], ParsedService("", "Lien", words or link["url"], link["url"]))
    return list(found.values())


def _links(value: object) -> list[dict[str, Any]]:
    if isinstance(value, dict):
        own = [value] if value.get("as") == "link" else []
        return own + [link for each in value.values() for link in _links(each)]
    if isinstance(value, list):
        return [link for each in value for link in _links(each)]
    return []
