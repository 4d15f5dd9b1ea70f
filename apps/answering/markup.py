"""The draft markup that drafters write: its labels, its markers, its escapes."""

import re

from apps.answering.enums import Section

SECTION_LABELS: dict[Section, str] = {
    Section.SUMMARY: "En bref",
    Section.CONDITIONS: "Conditions",
    Section.PAPERS: "Pièces à fournir",
    Section.COST: "Coût",
    Section.DELAY: "Délai",
    Section.WHERE: "Où et comment",
    Section.ONLINE: "Démarches en ligne",
    Section.TO_CONFIRM: "À vérifier avec l’usager",
}
MARKER = re.compile(r" *(?<!\\)\[(\d{1,3}(?: ?[,;] ?\d{1,3})*)\]")
PARTIAL_MARKER = re.compile(r" *(?<!\\)\[[\d ,;]{0,24}\Z")
_NEEDS_ESCAPE = re.compile(r"\\(?=[\\\[#*•-])|\[(?=\d)|\A(?=#|[-*•] )")
_ESCAPED = re.compile(r"\\([\\\[#*•-])")


def escape(text: str) -> str:
    """Text that a reader of the markup gives back as it is, whatever it holds."""
    return _NEEDS_ESCAPE.sub(lambda match: "\\" + match.group(), " ".join(text.split("\n")))


def unescape(text: str) -> str:
    return _ESCAPED.sub(r"\1", text)


def numbers_in(marker: str) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", marker)]


def bare_title(title: str) -> str:
    """A title without the colon or question mark that a draft may put after it."""
    return title.rstrip(" \u00a0\u202f:?")
