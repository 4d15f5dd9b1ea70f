"""*Paramètres d'affichage*: kept with the person, told to the page."""

from collections.abc import Callable

import pytest
from django.test import Client

from apps.accounts.enums import Shortcut, Theme
from apps.accounts.models import User

pytestmark = pytest.mark.django_db

CHOSEN = {
    "theme": "dark",
    "shows_at_once": "on",
    "enter_sends": "False",
    "shortcuts": ["send", "copy"],
}


@pytest.fixture
def her_client(alice: User, client_of: Callable[[User], Client]) -> Client:
    return client_of(alice)


def test_with_nothing_chosen_all_shortcuts_are_on_and_enter_sends(her_client: Client) -> None:
    page = her_client.get("/").content.decode()
    assert 'data-fr-scheme="system"' in page
    assert 'data-shortcuts="send new sources draft copy facing stop insert "' in page
    assert "data-enter" not in page.split("<main")[0].split("<body")[1].split(">")[0]


def test_what_is_chosen_is_kept_with_the_person(her_client: Client, alice: User) -> None:
    """X-05, X-07."""
    assert her_client.post("/parametres-affichage/", CHOSEN).status_code == 302
    alice.refresh_from_db()
    assert alice.display.theme is Theme.DARK
    assert alice.display.shows_at_once
    assert not alice.display.enter_sends
    assert alice.display.shortcuts == (Shortcut.SEND, Shortcut.COPY)


def test_every_page_is_told(her_client: Client) -> None:
    """X-05."""
    her_client.post("/parametres-affichage/", CHOSEN)
    page = her_client.get("/").content.decode()
    assert 'data-fr-scheme="dark"' in page
    assert 'data-shortcuts="send copy "' in page
    assert 'data-enter="newline"' in page
    assert "data-at-once" in page


def test_a_choice_that_does_not_exist_changes_nothing(her_client: Client, alice: User) -> None:
    response = her_client.post("/parametres-affichage/", CHOSEN | {"theme": "pink"})
    assert response.status_code == 200
    alice.refresh_from_db()
    assert alice.preferences == {}


def test_no_shortcut_is_a_single_letter() -> None:
    """X-05: Escape makes no letter, and `/` is heard in the draft's editor only."""
    alone = {shortcut for shortcut in Shortcut if "+" not in shortcut.keys}
    assert alone == {Shortcut.STOP, Shortcut.INSERT}
