"""The texts that everybody may read, the health of the service, the Journal."""

from collections.abc import Callable

import pytest
from asgiref.sync import async_to_sync
from django.test import Client

from apps.accounts.models import User
from apps.operations.readiness import warm, warmed

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/aide/", "Poser une question"),
        ("/accessibilite/", "partiellement conforme"),
        ("/donnees-personnelles/", "masquée"),
        ("/mentions-legales/", "Licence Ouverte"),
        ("/transparence-ia/", "caractère pour caractère"),
        ("/plan-du-site/", "/accessibilite/"),
    ],
)
def test_the_texts_are_open_to_all(client: Client, path: str, words: str) -> None:
    response = client.get(path)
    assert response.status_code == 200
    assert words in response.content.decode()


def test_the_service_is_ready_once_masking_is_loaded(client: Client) -> None:
    assert client.get("/healthz").json() == {"ok": True}
    warmed.clear()
    waiting = client.get("/readyz")
    assert (waiting.status_code, waiting.json()["masking"]) == (503, False)
    async_to_sync(warm)()
    assert client.get("/readyz").json() == {
        "ok": True,
        "database": True,
        "masking": True,
        "model": "off",
        "embeddings": "off",
        "rerank": "off",
        "release": "never_evaluated",
    }


def test_the_journal_shows_acts_and_filters_them(
    emma: User, client_of: Callable[[User], Client]
) -> None:
    client = client_of(emma)  # signing in is itself an act
    page = client.get("/administration/journal/").content.decode()
    assert "Emma Roche" in page
    assert "signed_in" in page
    filtered = client.get("/administration/journal/", {"kind": "sheet_withdrawn"}).content.decode()
    assert "<td>Emma Roche</td>" not in filtered


def test_staff_are_told_that_answers_are_reviewed_and_what_for(client: Client) -> None:
    """X-14."""
    text = client.get("/aide/").content.decode()
    told = text.split("Relectures</h2>")[1].split("<h2>")[0]
    assert "relue par la supervision" in told
    assert "pas votre nom" in told
    assert "jamais à noter les personnes" in text
