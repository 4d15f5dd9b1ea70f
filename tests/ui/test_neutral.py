"""UI_THEME=neutral: nothing of the State's brand, on any page, errors included."""

from collections.abc import Callable

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.urls import get_resolver
from pytest_django.fixtures import Settings

from apps.accounts.enums import Role
from apps.accounts.models import User
from apps.ui.samples import STATES
from tests.accounts.factories import UserFactory

pytestmark = pytest.mark.django_db
BRAND = ("fr-logo", "République", "Marianne", "dsfr/dist/favicon")


@pytest.fixture(autouse=True)
def neutral(settings: Settings) -> None:
    settings.UI_THEME = "neutral"


def _branded(page: str) -> list[str]:
    return [one for one in BRAND if one in page] + ([] if "css/neutral.css" in page else ["css"])


def _pages() -> list[str]:
    """Addresses without a parameter, of every app."""
    found: list[str] = []
    for entry in get_resolver().url_patterns:
        for inner in getattr(entry, "url_patterns", [entry]):
            found.append("/" + str(entry.pattern) + str(inner.pattern))
    return [one for one in found if "<" not in one and "compte/" not in one and "^" not in one]


def test_no_page_of_anybody_bears_the_brand(client_of: Callable[[User], Client]) -> None:
    client = client_of(UserFactory(roles=list(Role), scope=["23"]))
    shown = 0
    for address in _pages():
        response = client.get(address)
        page = response.content.decode() if response.status_code == 200 else ""
        if "<html" in page:
            shown += 1
            assert _branded(page) == [], address
    assert shown > 40


@pytest.mark.parametrize("state", STATES)
def test_no_state_of_an_answer_bears_it(client: Client, state: str) -> None:
    assert _branded(client.get(f"/composants/{state}/").content.decode()) == []


def test_no_page_of_an_error_bears_it(client: Client, client_of: Callable[[User], Client]) -> None:
    counsellor = client_of(UserFactory(roles=[Role.COUNSELLOR]))
    assert _branded(client.get("/compte/login/").content.decode()) == []
    missing = counsellor.get("/nulle-part/")
    denied = counsellor.get("/administration/")
    assert (missing.status_code, denied.status_code) == (404, 403)
    assert _branded(missing.content.decode()) == []
    assert _branded(denied.content.decode()) == []
    assert _branded(render_to_string("500.html")) == []


def test_the_brand_is_there_with_the_theme_of_the_state(client: Client, settings: Settings) -> None:
    settings.UI_THEME = "dsfr"
    page = client.get("/compte/login/").content.decode()
    assert [one for one in BRAND if one not in page and one != "Marianne"] == []
    assert "css/neutral.css" not in page


def test_a_page_that_outlived_its_session_is_refused_in_french(client: Client) -> None:
    strict = Client(enforce_csrf_checks=True)
    refused = strict.post("/compte/login/", {"login": "x", "password": "y"})
    assert refused.status_code == 403
    assert "Cette page n’est plus à jour" in refused.content.decode()
