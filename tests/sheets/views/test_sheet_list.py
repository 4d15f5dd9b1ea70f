"""The list of sheets: search, filters, pages, what is not to be seen."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client

from apps.accounts.models import User
from apps.sheets.models import Sheet
from apps.sheets.services import import_sheets
from tests.sheets.samples import archive, sheet, sheets

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(alice: User, client_of: Callable[[User], Client]) -> Client:
    return client_of(alice)


@pytest.fixture
def imported(tmp_path: Path) -> None:
    files = {
        **sheets(22, start=100),
        "F1.xml": sheet(),
        "F2.xml": sheet(id="F2", title="Prime d'activité", dossier="N31477"),
    }
    import_sheets(path=archive(tmp_path, files), publish=True)


@pytest.mark.usefixtures("imported")
def test_it_shows_published_sheets_by_title_in_pages(client: Client) -> None:
    page = client.get("/fiches/").content.decode()
    assert "24 sheets" in page or "24 fiches" in page
    assert page.index("Carte d&#x27;identité") < page.index("Fiche 100")
    assert 'href="/fiches/F1/"' in page
    assert "?page=2" in page


@pytest.mark.usefixtures("imported")
def test_it_keeps_to_the_filters(client: Client) -> None:
    page = client.get("/fiches/", {"operator": "caf"}).content.decode()
    assert 'href="/fiches/F2/"' in page
    assert 'href="/fiches/F1/"' not in page
    assert client.get("/fiches/", {"theme": "N19810"}).context["page"].paginator.count == 24
    assert client.get("/fiches/", {"theme": "N1", "operator": "x"}).status_code == 200


@pytest.mark.usefixtures("imported")
def test_it_finds_by_the_words_of_the_sheets(client: Client) -> None:
    lines = client.get("/fiches/", {"q": "carte d'identité gratuite"}).context["lines"]
    assert lines[0].revision.sheet.external_id == "F1"


@pytest.mark.usefixtures("imported")
def test_it_answers_htmx_with_the_list_alone(client: Client) -> None:
    fragment = client.get("/fiches/", {"operator": "caf"}, headers={"HX-Request": "true"})
    assert b"<html" not in fragment.content
    assert b"/fiches/F2/" in fragment.content


def test_it_says_when_nothing_is_found(client: Client) -> None:
    response = client.get("/fiches/", {"q": "zzz"})
    assert response.context["page"].paginator.count == 0
    assert "fr-callout" in response.content.decode()


@pytest.mark.usefixtures("imported")
def test_it_hides_what_waits_and_what_belongs_to_another_desk(
    client: Client, tmp_path: Path, david: User
) -> None:
    import_sheets(path=archive(tmp_path, {"F3.xml": sheet(id="F3", title="En attente")}, "b.zip"))
    Sheet.objects.filter(external_id="F1").update(visibility="internal", desk=david.desk)
    page = client.get("/fiches/").content.decode()
    assert "En attente" not in page
    assert 'href="/fiches/F1/"' not in page


def test_it_asks_to_sign_in() -> None:
    assert Client().get("/fiches/").status_code == 302
