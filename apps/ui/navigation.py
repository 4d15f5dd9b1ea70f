"""Entries of the main menu and of the footer, by role; a page that is not served is left out."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Page:
    """`needs` names the properties of a person, one of which opens the page; empty: anyone.

    `is_private`: not shown while the screen faces a citizen.
    """

    label: Promise
    url_name: str
    needs: tuple[str, ...] = ()
    is_private: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    label: Promise
    url: str
    is_current: bool = False
    is_this_page: bool = False
    is_private: bool = False


MENU = (
    Page(_("New question"), "conversations:question_new", ("is_counsellor",)),
    Page(_("My exchanges"), "conversations:conversation_list", ("is_counsellor",), is_private=True),
    Page(_("Sheets"), "sheets:sheet_list"),
    Page(_("Model answers"), "model_answers:model_answer_list"),
    Page(_("Supervision"), "reviews:review_queue", ("is_supervisor",), is_private=True),
    Page(_("Administration"), "curation:curation_home", ("is_curator",), is_private=True),
    Page(_("Users and desks"), "operations:person_list", ("is_administrator",), is_private=True),
    Page(_("Settings"), "operations:setting_list", ("is_administrator",), is_private=True),
    Page(_("Journal"), "operations:journal", ("is_administrator",), is_private=True),
    Page(_("Help"), "operations:help"),
)
DUTY = (
    Page(_("Accessibility: partially compliant"), "operations:accessibility"),
    Page(_("Personal data"), "operations:personal_data"),
    Page(_("Forbidden uses"), "operations:forbidden_uses"),
    Page(_("Legal notice"), "operations:legal_notice"),
    Page(_("Transparency of the AI"), "operations:ai_transparency"),
    Page(_("Sitemap"), "operations:sitemap"),
    Page(_("Rules of use"), "accounts:terms", ("is_authenticated",)),
    Page(_("Display settings"), "accounts:display_settings", ("is_authenticated",)),
)


def served(pages: tuple[Page, ...], user: object) -> Iterator[tuple[Page, str]]:
    """The pages that this person may open, with their addresses."""
    for page in pages:
        if page.needs and not any(getattr(user, need, False) for need in page.needs):
            continue
        try:
            yield page, reverse(page.url_name)
        except NoReverseMatch:
            continue


def home_of(user: object) -> str:
    """The address of a person's first page: what their role alone opens, else the sheets."""
    own = [url for page, url in served(MENU, user) if page.needs]
    return own[0] if own else reverse("sheets:sheet_list")


def menu(user: object, path: str) -> list[Entry]:
    """The main menu; the entry whose address is the longest beginning of `path` is current."""
    pages = list(served(MENU, user))
    around = [url for _page, url in pages if path == url or (url != "/" and path.startswith(url))]
    current = max(around, key=len, default="")
    return [
        Entry(page.label, url, url == current, url == path, page.is_private) for page, url in pages
    ]
