"""Long texts of the service, in Markdown, one folder a language; French is always there."""

from functools import cache
from pathlib import Path

from django.utils.safestring import SafeString
from markdown_it import MarkdownIt

FOLDER = Path(__file__).parent
NAMES = ("help", "accessibility", "personal_data", "legal_notice", "ai_transparency")


@cache
def text_as_html(name: str, language: str) -> SafeString:
    """The text as HTML, in the language or else in French; KeyError for an unknown name.

    The files are our own: they are the only Markdown that is not treated as hostile.
    """
    if name not in NAMES:
        raise KeyError(name)
    path = FOLDER / language / f"{name}.md"
    source = (path if path.exists() else FOLDER / "fr" / f"{name}.md").read_text("utf-8")
    html = MarkdownIt("js-default").disable("image").enable("table").render(source)
    return SafeString(html)
