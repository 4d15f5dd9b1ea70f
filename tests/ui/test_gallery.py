"""Every state of an exchange can be rendered, and nothing in it breaks the content policy."""

import re

import pytest
from django.test import Client, override_settings

from apps.ui.samples import STATES

pytestmark = pytest.mark.django_db
INLINE = re.compile(r"<script(?![^>]*\bsrc=)[^>]*>|<style\b|\son[a-z]+=|\sstyle=|javascript:", re.I)


@pytest.mark.parametrize("state", STATES)
def test_it_shows_each_state_with_nothing_inline(client: Client, state: str) -> None:
    response = client.get(f"/composants/{state}/")
    assert response.status_code == 200
    assert INLINE.findall(response.content.decode()) == []


@pytest.mark.parametrize("state", STATES)
def test_no_identifier_stands_twice_on_a_page(client: Client, state: str) -> None:
    page = client.get(f"/composants/{state}/").content.decode()
    identifiers = re.findall(r'\sid="([^"]+)"', page)
    assert sorted(set(identifiers)) == sorted(identifiers)


@pytest.mark.parametrize("state", STATES)
def test_every_control_names_an_element_that_exists(client: Client, state: str) -> None:
    page = client.get(f"/composants/{state}/").content.decode()
    identifiers = set(re.findall(r'\sid="([^"]+)"', page))
    assert set(re.findall(r'aria-controls="([^"]+)"', page)) <= identifiers
    assert set(re.findall(r'aria-labelledby="([^"]+)"', page)) <= identifiers


def test_it_lists_the_states(client: Client) -> None:
    page = client.get("/composants/").content.decode()
    assert all(f"/composants/{state}/" in page for state in STATES)


@pytest.mark.parametrize("address", ["/composants/", "/composants/reponse/"])
def test_it_is_not_served_outside_a_demonstration(client: Client, address: str) -> None:
    with override_settings(DEMONSTRATION=False):
        response = client.get(address)
    assert response.status_code == 404
