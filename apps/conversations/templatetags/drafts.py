"""Shows a draft: with its citations and masked marks in the editor, without them once given."""

import re
from collections.abc import Callable

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from apps.answering.markup import MARKER, numbers_in
from apps.answering.masking import MARK
from apps.conversations.handing_over import BLANK
from apps.conversations.templatetags.answers import masked

register = template.Library()

_BOLD = re.compile(r"\*\*(.+?)\*\*")
_ADDRESS = re.compile(r"https?://[^\s<>\"»)]+[^\s<>\"»).,;:!?]")


@register.filter
def editable(text: str) -> SafeString:
    """A line of a draft with bold, citation buttons and pills; draft.js writes it back as text."""
    return _with_bold(text, _cited)


@register.filter
def given(text: str) -> SafeString:
    """A line as it leaves the tool: bold and links, blanks for masked data, no citation."""
    return _with_bold(MARKER.sub("", text), _linked)


@register.filter
def printed(text: str) -> SafeString:
    """The same on paper, where a link cannot be opened."""
    return _with_bold(MARKER.sub("", text), _blanked)


def _with_bold(text: str, inner: Callable[[str], str]) -> SafeString:
    pieces: list[tuple[str | SafeString]] = []
    end = 0
    for match in _BOLD.finditer(text):
        pieces.append((inner(text[end : match.start()]),))
        pieces.append((format_html("<strong>{}</strong>", inner(match[1])),))
        end = match.end()
    pieces.append((inner(text[end:]),))
    return format_html_join("", "{}", pieces)


def _cited(text: str) -> SafeString:
    pieces: list[tuple[str | SafeString]] = []
    end = 0
    for match in MARKER.finditer(text):
        pieces.append((_marked(text[end : match.start()]),))
        pieces += [(_chip(number),) for number in numbers_in(match[1])]
        end = match.end()
    pieces.append((_marked(text[end:]),))
    return format_html_join("", "{}", pieces)


def _chip(number: int) -> SafeString:
    chip = ' <span class="fs-cite" contenteditable="false" data-cite="{}">{}</span>'
    return format_html(chip, number, number)


def _marked(text: str) -> SafeString:
    pieces: list[tuple[str | SafeString]] = []
    end = 0
    for match in MARK.finditer(text):
        pieces.append((text[end : match.start()],))
        pill = '<span contenteditable="false" data-mark="{}">{}</span>'
        pieces.append((format_html(pill, match[0], masked(match[0])),))
        end = match.end()
    pieces.append((text[end:],))
    return format_html_join("", "{}", pieces)


def _blanked(text: str) -> str:
    return MARK.sub(BLANK, text)


def _linked(text: str) -> SafeString:
    pieces: list[tuple[str | SafeString]] = []
    end = 0
    blanked = _blanked(text)
    for match in _ADDRESS.finditer(blanked):
        pieces.append((blanked[end : match.start()],))
        pieces.append((format_html('<a href="{}">{}</a>', match[0], match[0]),))
        end = match.end()
    pieces.append((blanked[end:],))
    return format_html_join("", "{}", pieces)
