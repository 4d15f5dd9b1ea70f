"""The first page of curators."""

from collections.abc import Callable

from django.core.management import call_command
from django.test import Client

from apps.accounts.models import User
from apps.sheets.models import SheetRevision

Clients = Callable[[User], Client]


def test_it_shows_what_waits(client_of: Clients, carole: User, waiting: SheetRevision) -> None:
    response = client_of(carole).get("/administration/")
    assert response.status_code == 200
    counts = response.context["counts"]
    assert (counts.published, counts.awaiting, counts.due) == (1, 1, 0)


def test_it_refuses_a_counsellor(client_of: Clients, alice: User) -> None:
    assert client_of(alice).get("/administration/").status_code == 403


def test_it_shows_how_many_sheets_await_their_vectors(
    client_of: Clients, carole: User, waiting: SheetRevision
) -> None:
    client = client_of(carole)
    counts = client.get("/administration/").context["counts"]
    assert (counts.without_vectors, counts.with_vectors) == (1, 0)
    assert "<progress" in client.get("/administration/", headers={"HX-Request": "true"}).text
    call_command("index_sheets", "--json")
    assert "<progress" not in client.get("/administration/").text
