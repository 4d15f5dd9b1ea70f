"""A session ends after a time without an act, says when, and is moved away by acts alone."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.conf import LazySettings
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from apps.accounts import sessions
from apps.accounts.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def her_client(alice: User, client_of: Callable[[User], Client]) -> Client:
    return client_of(alice)


def almost_over(client: Client, seconds: int = 100) -> None:
    """As if nothing had been done for long: that much of the session is left."""
    client.session.save()
    session = client.session
    session[sessions.ACTED_KEY] -= 3_600
    session.save()
    soon = timezone.now() + timedelta(seconds=seconds)
    Session.objects.update(expire_date=soon)


def left(client: Client) -> int:
    return int(client.get("/session/").json()["seconds"])


def test_it_tells_what_is_left_without_moving_the_end(her_client: Client) -> None:
    """X-08."""
    almost_over(her_client, 100)
    assert 95 <= left(her_client) <= 100
    assert 95 <= left(her_client) <= 100


def test_it_is_extended_on_request(her_client: Client, settings: LazySettings) -> None:
    """X-08."""
    almost_over(her_client)
    answer = her_client.post("/session/").json()
    assert answer["seconds"] > settings.SESSION_COOKIE_AGE - 5
    assert answer["token"]


def test_any_page_is_an_act(her_client: Client, settings: LazySettings) -> None:
    almost_over(her_client)
    her_client.get("/")
    assert left(her_client) > settings.SESSION_COOKIE_AGE - 5


def test_an_act_over_a_socket_moves_the_end_and_keeps_the_rest(
    her_client: Client, settings: LazySettings
) -> None:
    her_client.post("/face-usager/", {"on": "true"})
    almost_over(her_client)
    sessions.note_act_of(her_client.session.session_key)
    assert left(her_client) > settings.SESSION_COOKIE_AGE - 5
    assert her_client.session[sessions.FACING_KEY] is True


def test_a_days_work_ends_it_however_active(her_client: Client, settings: LazySettings) -> None:
    session = her_client.session
    session[sessions.BEGAN_KEY] -= settings.SESSION_LIFE_SECONDS
    session.save()
    assert "/compte/login/" in her_client.get("/")["Location"]


def test_a_part_of_a_page_is_told_that_the_session_ended(client: Client) -> None:
    """X-08: the sign-in page must not be taken for an answer that all went well."""
    response = client.post("/", {"text": "x"}, headers={"HX-Request": "true"})
    assert response.status_code == 401


def test_the_mode_facing_the_citizen_lasts_as_long_as_the_session(
    her_client: Client, alice: User, client_of: Callable[[User], Client]
) -> None:
    """C-28."""
    response = her_client.post(
        "/face-usager/", {"on": "true"}, headers={"Referer": "http://testserver/echanges/"}
    )
    assert response["Location"] == "http://testserver/echanges/"
    assert 'class="fs-facing"' in her_client.get("/").content.decode()
    assert 'class="fs-facing"' not in client_of(alice).get("/").content.decode()
    her_client.post("/face-usager/", {"on": "false"})
    assert 'class="fs-facing"' not in her_client.get("/").content.decode()


def test_leaving_the_mode_never_leads_elsewhere(her_client: Client) -> None:
    response = her_client.post(
        "/face-usager/", {"on": "true"}, headers={"Referer": "https://elsewhere.example/"}
    )
    assert response["Location"] == "/"
