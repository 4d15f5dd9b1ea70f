"""The main menu shows each role its own pages, and says which one is open."""

from types import SimpleNamespace

import pytest
from django.test import Client
from django.urls import include, path

from apps.ui.navigation import menu


def one_page(app: str, name: str) -> tuple[list[object], str]:
    return [path("", lambda request: None, name=name)], app


counsellor_pages = [
    path("", lambda request: None, name="question_new"),
    path("echanges/", lambda request: None, name="conversation_list"),
]
urlpatterns = [
    path("", include((counsellor_pages, "conversations"))),
    path("fiches/", include(one_page("sheets", "sheet_list"))),
    path("administration/", include(one_page("curation", "curation_home"))),
    path("administration/journal/", include(one_page("operations", "journal"))),
]


def person(*roles: str) -> SimpleNamespace:
    return SimpleNamespace(**{f"is_{role}": True for role in roles})


@pytest.mark.urls(__name__)
def test_a_counsellor_sees_her_pages_and_not_those_of_others() -> None:
    urls = [entry.url for entry in menu(person("counsellor"), "/")]
    assert urls == ["/", "/echanges/", "/fiches/"]


@pytest.mark.urls(__name__)
def test_a_page_that_is_not_served_is_left_out() -> None:
    assert [entry.url for entry in menu(person("supervisor"), "/")] == ["/fiches/"]


@pytest.mark.urls(__name__)
def test_the_entry_with_the_longest_address_is_current() -> None:
    entries = menu(person("curator", "administrator"), "/administration/journal/")
    assert [entry.url for entry in entries if entry.is_current] == ["/administration/journal/"]


@pytest.mark.urls(__name__)
def test_home_is_current_on_home_only() -> None:
    user = person("counsellor")
    assert [entry.url for entry in menu(user, "/") if entry.is_this_page] == ["/"]
    current = [entry for entry in menu(user, "/echanges/42/") if entry.is_current]
    assert [(entry.url, entry.is_this_page) for entry in current] == [("/echanges/", False)]


def test_an_unknown_page_says_so_in_the_frame(client: Client) -> None:
    response = client.get("/nulle-part/")
    assert response.status_code == 404
    assert b'href="/"' in response.content
