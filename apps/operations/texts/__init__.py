"""Long texts of the service, in Markdown, one folder a language; French is always there.

Administrators may put their own version of the French ones in force.
"""

from functools import cache
from pathlib import Path

import nh3
from django.utils.safestring import SafeString
from markdown_it import MarkdownIt

FOLDER = Path(__file__).parent
NAMES = tuple(sorted(path.stem for path in (FOLDER / "fr").glob("*.md")))
_TAGS = {"a", "blockquote", "br", "code", "em", "h1", "h2", "h3", "h4", "hr", "li", "ol", "p"} | {
    *("pre", "strong", "table", "tbody", "td", "th", "thead", "tr", "ul")
}
_MARKDOWN = MarkdownIt("js-default").disable("image").enable("table")
_COLUMN = '<th scope="col">'


@cache
def default_source(name: str, language: str) -> str:
    """The text that comes with the service, in the language or else in French; KeyError for an
    unknown name."""
    if name not in NAMES:
        raise KeyError(name)
    path = FOLDER / language / f"{name}.md"
    return (path if path.exists() else FOLDER / "fr" / f"{name}.md").read_text("utf-8")


def as_html(source: str) -> SafeString:
    """Markdown as HTML: no raw HTML, no image, links to https and mail only."""
    html = nh3.clean(
        _MARKDOWN.render(source),
        tags=_TAGS,
        attributes={"a": {"href"}},
        url_schemes={"https", "http", "mailto"},
    )
    # Markdown has heads of columns only.
    return SafeString(html.replace("<th>", _COLUMN))
