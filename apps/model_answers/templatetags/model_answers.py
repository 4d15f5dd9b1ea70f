"""Shows a line of a réponse type: bold words, and its citations as links to the passages."""

import re

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from apps.answering.markup import MARKER, numbers_in
from apps.model_answers.enums import ModelAnswerStatus

register = template.Library()

_PIECE = re.compile(rf"\*\*(?P<bold>.+?)\*\*|{MARKER.pattern}")
_LEVELS = {
    ModelAnswerStatus.APPROVED: "success",
    ModelAnswerStatus.SUSPENDED: "warning",
    ModelAnswerStatus.IN_REVIEW: "info",
}


@register.filter
def cited(text: str) -> SafeString:
    """A line with links to `#source-N` in the place of its markers."""
    pieces: list[tuple[str | SafeString]] = []
    end = 0
    for match in _PIECE.finditer(text):
        pieces.append((text[end : match.start()],))
        if match["bold"]:
            pieces.append((format_html("<strong>{}</strong>", MARKER.sub("", match["bold"])),))
        else:
            pieces += [(_link(number),) for number in numbers_in(match[2])]
        end = match.end()
    pieces.append((text[end:],))
    return format_html_join("", "{}", pieces)


@register.filter
def level(status: str) -> str:
    """The colour of a state's badge."""
    return _LEVELS.get(ModelAnswerStatus(status), "")


def _link(number: int) -> SafeString:
    name = _("Passage %(number)s") % {"number": number}
    link = ' <a class="fs-cite" href="#source-{}" aria-label="{}">{}</a>'
    return format_html(link, number, name, number)
