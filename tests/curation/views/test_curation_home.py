"""The first page of curators."""

from collections.abc import Callable

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
