"""What leaves the tool: plain and rich text, e-mail, the citizen's sheet. No internal mark."""

from dataclasses import dataclass, replace
from email.message import EmailMessage
from functools import cached_property
from urllib.parse import quote

import segno
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.text import slugify

from apps.answering.draft_text import (
    DraftBlock,
    DraftLine,
    LineKind,
    bare,
    blocks_of,
    write_draft,
)
from apps.answering.enums import Section
from apps.answering.masking import MARK
from apps.conversations.draft_reading import CitedSheet, DraftReading
from apps.sheets.search import spelled_out

BLANK = "……………"
"""Stands where personal data was masked: she fills it in by hand, outside the tool."""
SOURCES = "Sources"
ACRONYMS = "Sigles"
TRANSLATED = "Traduction automatique"
MAX_MAILTO = 1_900
"""Characters; longer addresses are cut by some mail programs, so that an .eml file is given."""
_MOST_SHEETS = 3


def without_marks(text: str) -> str:
    return MARK.sub(BLANK, bare(text))


def plain_text(reading: DraftReading, *, in_french_only: bool = False) -> str:
    """Headings, dashes and numbers as signs; then the acronyms, the sources, the translation, who
    prepared it."""
    lines: list[str] = []
    step = 0
    previous: LineKind | None = None
    for line in reading.given:
        step = step + 1 if line.kind is LineKind.STEP else 0
        sign = {LineKind.BULLET: "- ", LineKind.STEP: f"{step}. "}.get(line.kind, "")
        if lines and not sign and previous is not LineKind.HEADING:
            lines.append("")
        lines.append(sign + without_marks(line.text))
        previous = line.kind
    if acronyms := acronyms_of(reading):
        lines += ["", ACRONYMS, *(f"- {word} : {meaning}" for word, meaning in acronyms.items())]
    if reading.sheets:
        lines += ["", SOURCES, *(f"- {_source_line(sheet)}" for sheet in reading.sheets)]
    if reading.translation and not in_french_only:
        spoken = reading.translation.spoken
        lines += ["", f"{TRANSLATED} : {spoken.french} ({spoken.own})", reading.translation.text]
    return "\n".join([*lines, "", reading.mention])


def acronyms_of(reading: DraftReading) -> dict[str, str]:
    """Those that what is given does not explain, with what they stand for."""
    return spelled_out("\n".join(without_marks(line.text) for line in reading.given))


def _source_line(sheet: CitedSheet) -> str:
    dated = f" (vérifiée le {sheet.date:%d/%m/%Y})" if sheet.date else ""
    address = f" : {sheet.url}" if sheet.url else ""
    return f"{sheet.title}{dated}{address}"


def to_translate(reading: DraftReading) -> str:
    """What leaves the tool, line by line, without bold, citation or mark."""
    given = (replace(line, text=without_marks(line.text)) for line in reading.given)
    return write_draft(line for line in given if line.text)


def rich_text(reading: DraftReading) -> str:
    """The same as HTML, without class or style, sources as links."""
    context = {
        "blocks": blocks_of(reading.given),
        "reading": reading,
        "acronyms": acronyms_of(reading),
        "acronyms_title": ACRONYMS,
        "sources_title": SOURCES,
        "translated_title": TRANSLATED,
    }
    return render_to_string("conversations/_draft_given.html", context).strip()


def mailto_address(reading: DraftReading) -> str:
    """Opens her own mail program; "" when the text is too long for an address."""
    body = plain_text(reading).replace("\n", "\r\n")
    address = f"mailto:?subject={quote(reading.subject)}&body={quote(body)}"
    return address if len(address) <= MAX_MAILTO else ""


def mail_file(reading: DraftReading) -> tuple[str, bytes]:
    """The name and content of an .eml file without addressee, that opens as a message to send."""
    answer = reading.answer
    message = EmailMessage()
    message["Subject"] = reading.subject
    message["X-Unsent"] = "1"
    is_ai = reading.is_by_ai
    model = "".join(c for c in reading.ai_model if c.isprintable())
    date = timezone.localtime(answer.created_at)
    message["X-AI-Generated"] = f"yes; model={model}; date={date:%Y-%m-%d}" if is_ai else "no"
    message.set_content(plain_text(reading))
    message.add_alternative(rich_text(reading), subtype="html")
    return f"{slugify(reading.subject)[:60] or 'message'}.eml", message.as_bytes()


@dataclass(frozen=True, slots=True)
class SheetPart:
    """One part of the printed sheet: papers become boxes to tick, steps are numbered."""

    label: str
    blocks: list[DraftBlock]
    has_boxes: bool
    is_framed: bool


@dataclass(frozen=True, slots=True)
class OfficialPage:
    """A page to open by scanning; `code` is an inline SVG."""

    sheet: CitedSheet
    code: SafeString


class CitizenSheet:
    """*Fiche usager*: what the citizen takes home, black on white."""

    def __init__(self, reading: DraftReading) -> None:
        self.reading = reading
        self.title = reading.subject
        self.mention = reading.mention
        self.day = timezone.localdate()

    @property
    def parts(self) -> list[SheetPart]:
        groups: list[tuple[str, list[DraftLine]]] = [("", [])]
        for line in self.reading.given:
            if line.kind is LineKind.HEADING:
                groups.append((without_marks(line.text), []))
            else:
                groups[-1][1].append(line)
        return [
            SheetPart(
                label,
                blocks_of(lines),
                has_boxes=lines[0].section is Section.PAPERS,
                is_framed=lines[0].section is Section.COST,
            )
            for label, lines in groups
            if lines
        ]

    @property
    def pages(self) -> list[OfficialPage]:
        sheets = [sheet for sheet in self.reading.sheets if sheet.url.startswith("https://")]
        return [OfficialPage(sheet, _code(sheet.url)) for sheet in sheets[:_MOST_SHEETS]]

    @cached_property
    def acronyms(self) -> dict[str, str]:
        return acronyms_of(self.reading)

    @cached_property
    def services(self) -> list[dict[str, str]]:
        """Téléservices and forms that the cited public sheets name; four at most."""
        return [one for one in self._named("services") if one.get("url")][:4]

    @cached_property
    def contacts(self) -> list[dict[str, str]]:
        """Whom the cited public sheets name, with a telephone number or an address; three."""
        found = [one for one in self._named("contacts") if one.get("phone") or one.get("url")]
        return found[:3]

    def _named(self, what: str) -> list[dict[str, str]]:
        cited = {sheet.sheet_id for sheet in self.reading.sheets}
        found: dict[str, dict[str, str]] = {}
        for sheet in self.reading.answer.outcome.get("sheets", []):
            if sheet["sheet_id"] in cited:
                for one in sheet.get(what, []):
                    found.setdefault(one["title"], one)
        return list(found.values())


def _code(url: str) -> SafeString:
    code = segno.make(url, error="m", micro=False)
    return SafeString(code.svg_inline(scale=3, omitsize=True, svgclass="fs-code", lineclass=""))
