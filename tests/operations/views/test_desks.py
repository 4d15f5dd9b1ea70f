"""Desks: the administrators' screens."""

import html
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from apps.accounts.models import Desk, User
from apps.accounts.services.desks import COLUMNS
from tests.sheets.factories import RevisionFactory, SheetFactory

Clients = Callable[[User], Client]
LIST = "/administration/utilisateurs/structures/"


def _upload(text: str) -> dict[str, SimpleUploadedFile]:
    content = (",".join(COLUMNS) + "\n" + text).encode()
    return {"file": SimpleUploadedFile("desks.csv", content)}


def test_it_finds_desks(
    emma: User, alice: User, gueret: Desk, tulle: Desk, client_of: Clients
) -> None:
    client = client_of(emma)
    page = client.get(LIST + "?words=guéret creuse").context["page"]
    assert [(desk, desk.people_count) for desk in page] == [(gueret, 1)]
    assert list(client.get(LIST + "?departement=19").context["page"]) == [tulle]
    assert not client.get(LIST + "?state=closed").context["page"].object_list


def test_typing_proposes_open_desks(
    emma: User, gueret: Desk, tulle: Desk, client_of: Clients
) -> None:
    client = client_of(emma)
    options = client.get(LIST + "choix/?desk=tul").content.decode()
    assert "France services Tulle (tulle)" in options
    assert "Guéret" not in options
    assert "option" not in client.get(LIST + "choix/?desk=").content.decode()


def test_an_upload_says_what_it_did_and_what_it_refused(emma: User, client_of: Clients) -> None:
    data = _upload("1,01,France services Valserhône,,01200,Valserhône,\n2,00,X,,,,\n")
    response = client_of(emma).post(LIST + "importer/", data)
    report = response.context["report"]
    assert (report.created, report.refused[0][0]) == (1, 3)
    assert report.refused[0][1] in html.unescape(response.content.decode())
    assert Desk.objects.count() == 1


def test_it_refuses_a_file_that_is_no_list(emma: User, client_of: Clients) -> None:
    data = {"file": SimpleUploadedFile("desks.csv", b"\x00\x01")}
    assert client_of(emma).post(LIST + "importer/", data).status_code == 422


def test_closing_asks_for_a_decision_on_people_and_sheets(
    emma: User, alice: User, gueret: Desk, tulle: Desk, client_of: Clients
) -> None:
    """A-13: they are listed, and must be moved or withdrawn."""
    revision = RevisionFactory(sheet=SheetFactory(external_id="local-1", desk=gueret))
    client = client_of(emma)
    page = f"{LIST}{gueret.pk}/"
    belongings = client.get(page).context["belongings"]
    assert (belongings.people, belongings.sheets) == ([alice], [revision])
    client.post(page + "fermer/")
    gueret.refresh_from_db()
    assert gueret.is_open

    client.post(page + "deplacer/", {"desk": "tulle", "people": "1"})
    client.post(page + "deplacer/", {"desk": "tulle", "sheets": "1"})
    client.post(page + "fermer/")
    gueret.refresh_from_db()
    alice.refresh_from_db()
    revision.sheet.refresh_from_db()
    assert (gueret.is_open, alice.desk, revision.sheet.desk) == (False, tulle, tulle)
    client.post(page + "rouvrir/")
    gueret.refresh_from_db()
    assert gueret.is_open


def test_it_refuses_to_move_to_a_desk_that_does_not_exist(
    emma: User, gueret: Desk, client_of: Clients
) -> None:
    response = client_of(emma).post(f"{LIST}{gueret.pk}/deplacer/", {"desk": "nowhere"})
    assert response.status_code == 422


@pytest.mark.parametrize("act", ["", "fermer/", "rouvrir/", "deplacer/", "retirer-les-fiches/"])
def test_only_an_administrator_acts_on_desks(
    alice: User, carole: User, gueret: Desk, client_of: Clients, act: str
) -> None:
    for user in (alice, carole):
        client = client_of(user)
        url = f"{LIST}{gueret.pk}/{act}"
        response = client.post(url) if act else client.get(url)
        assert response.status_code == 403
