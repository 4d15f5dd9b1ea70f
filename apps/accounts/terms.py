"""*Cadre d'usage*: five screens that everybody accepts before using the tool, and again when the
text changes."""

import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.utils.safestring import SafeString
from markdown_it import MarkdownIt

from apps.accounts.models import User

_FOLDER = Path(__file__).parent / "texts"
_ACCEPTED = "fr"  # the text that binds; another language is a translation of it


@dataclass(frozen=True, slots=True)
class Screen:
    """One screen of the terms."""

    title: str
    html: SafeString


@cache
def screens(language: str) -> tuple[Screen, ...]:
    """The screens in the language, or else in French: each `## title` of the file opens one."""
    path = _FOLDER / language / "terms.md"
    source = path.read_text("utf-8") if path.exists() else _binding_text()
    markdown = MarkdownIt("js-default").disable("image")  # our own file, never hostile
    parts = [part.partition("\n") for part in f"\n{source}".split("\n## ")[1:]]
    return tuple(Screen(title, SafeString(markdown.render(body))) for title, _, body in parts)


@cache
def current_version() -> str:
    """Changes with the text that binds, so that everybody is asked again."""
    return hashlib.sha256(_binding_text().encode()).hexdigest()[:12]


def has_accepted_terms(user: User) -> bool:
    return user.accepted_terms_version == current_version()


def _binding_text() -> str:
    return (_FOLDER / _ACCEPTED / "terms.md").read_text("utf-8")
