"""What parsing yields: frozen values that JSON can carry from the child process to the importer."""

import json
from dataclasses import asdict, dataclass, field
from typing import Any

# A block of the body: {"type": …} and what that type needs; see blocks.py for the closed list.
Block = dict[str, Any]


class ParseRefusal(Exception):
    """A file that is refused whole: `file`, `line` (1-based, 0 when none), `reason` in French."""

    def __init__(self, file: str, line: int, reason: str) -> None:
        super().__init__(f"{file}, ligne {line} : {reason}")
        self.file = file
        self.line = line
        self.reason = reason

    def as_row(self) -> dict[str, str | int]:
        return {"file": self.file, "line": self.line, "reason": self.reason}


@dataclass(frozen=True, slots=True)
class ParsedPassage:
    """One leaf of the body; `text` has the form fixed in apps.answering.passages."""

    position: int
    heading_path: tuple[str, ...]
    situation: str
    case: str
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class ParsedService:
    """A téléservice, form, simulator or search tool."""

    id: str
    kind: str
    title: str
    url: str = ""
    cerfa: str = ""
    source: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class ParsedContact:
    """A body to turn to; `pivot` is its key in the directory of the administration."""

    id: str
    kind: str
    title: str
    complement: str = ""
    pivot: str = ""
    url: str = ""
    phone: str = ""
    source: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class ParsedSheet:
    """One sheet F: its header, its body for reading, its passages for answering.

    Dates are ISO texts or empty. `body` holds `warning`, `intro` and `main` (lists of blocks),
    `definitions` and `abbreviations` (by id), `references` and `more` (lists of links).
    """

    id: str
    feed: str
    audiences: tuple[str, ...]
    kind: str
    title: str
    description: str
    url: str
    modified_on: str
    important_change_on: str
    theme_id: str
    theme: str
    dossier_id: str
    dossier: str
    operator: str
    attribution: str
    warning: str
    has_answer: bool
    is_demonstration: bool
    body: dict[str, Any]
    content_sha256: str
    passages: tuple[ParsedPassage, ...] = ()
    services: tuple[ParsedService, ...] = ()
    contacts: tuple[ParsedContact, ...] = ()
    related: tuple[dict[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class ParsedNode:
    """One file N: a theme or a dossier, and the short labels of what it holds, by id."""

    id: str
    kind: str
    title: str
    labels: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ParsedResource:
    """One file R: a service, and the sheets that it links back to."""

    id: str
    service: ParsedService
    sheets: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ParsedText:
    """A document or web page as Markdown, for the editor; `title` is empty when it has none."""

    title: str
    markdown: str


Parsed = ParsedSheet | ParsedNode | ParsedResource | ParsedText


def to_json(parsed: Parsed | ParseRefusal) -> bytes:
    """Serialise what a child sends; the first key names the class."""
    if isinstance(parsed, ParseRefusal):
        return json.dumps({"refusal": parsed.as_row()}, ensure_ascii=False).encode()
    return json.dumps({type(parsed).__name__: asdict(parsed)}, ensure_ascii=False).encode()


def from_json(data: bytes) -> Parsed | ParseRefusal:
    """Rebuild what `to_json` wrote; raises ValueError, KeyError or TypeError for anything else."""
    [(name, values)] = json.loads(data).items()
    if name == "refusal":
        return ParseRefusal(**values)
    if name == "ParsedText":
        return ParsedText(**values)
    if name == "ParsedNode":
        return ParsedNode(**values)
    if name == "ParsedResource":
        service = ParsedService(**values.pop("service"))
        return ParsedResource(service=service, sheets=tuple(values.pop("sheets")), **values)
    if name != "ParsedSheet":
        raise ValueError(name)
    values["audiences"] = tuple(values["audiences"])
    values["services"] = tuple(ParsedService(**row) for row in values["services"])
    values["contacts"] = tuple(ParsedContact(**row) for row in values["contacts"])
    values["related"] = tuple(values["related"])
    values["passages"] = tuple(
        ParsedPassage(**{**row, "heading_path": tuple(row["heading_path"])})
        for row in values["passages"]
    )
    return ParsedSheet(**values)
