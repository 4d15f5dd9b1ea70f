"""The rules of use come before everything, are accepted once a version, and leave a proof."""

import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone

from apps.accounts import terms
from apps.accounts.models import User
from apps.audit.enums import EventKind
from apps.audit.models import AuditEvent
from tests.accounts.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def newcomer(db: None) -> User:
    return UserFactory(email="new@example.org", accepted_terms_version="")


@pytest.fixture
def her_client(newcomer: User, client_of: Callable[[User], Client]) -> Client:
    return client_of(newcomer)


def read_all(client: Client) -> None:
    for step in range(1, 5):
        assert client.post(f"/cadre-usage/{step}/").status_code == 302


def test_nothing_opens_before_the_terms_are_accepted(her_client: Client) -> None:
    """X-02."""
    for address in ("/", "/echanges/", "/fiches/", "/avis/", "/parametres-affichage/"):
        response = her_client.get(address)
        assert (response.status_code, response["Location"]) == (302, "/cadre-usage/"), address
    posted = her_client.post("/", {"text": "Carte d'identité perdue"})
    assert posted["Location"] == "/cadre-usage/"
    fragment = her_client.get("/echanges/", headers={"HX-Request": "true"})
    assert fragment["HX-Redirect"] == "/cadre-usage/"


def test_the_way_out_and_the_public_pages_stay_open(her_client: Client) -> None:
    assert her_client.get("/donnees-personnelles/").status_code == 200
    assert her_client.post("/compte/logout/")["Location"] == "/"


def test_there_are_five_screens_and_none_is_skipped(her_client: Client) -> None:
    """X-02."""
    titles = [screen.title for screen in terms.screens("fr")]
    assert len(titles) == 5
    assert her_client.get("/cadre-usage/5/")["Location"] == "/cadre-usage/1/"
    skipped = her_client.post("/cadre-usage/5/", {"is_accepted": "on"})
    assert skipped["Location"] == "/cadre-usage/1/"
    for step, title in enumerate(titles, start=1):
        page = her_client.get(f"/cadre-usage/{step}/").content.decode()
        assert title in page
        assert f"Étape {step} sur 5" in page or f"Step {step} of 5" in page
        her_client.post(f"/cadre-usage/{step}/")
    assert her_client.get("/")["Location"] == "/cadre-usage/"


def test_accepting_is_dated_proven_and_opens_the_tool(her_client: Client, newcomer: User) -> None:
    """X-02."""
    read_all(her_client)
    assert her_client.post("/cadre-usage/5/", {"is_accepted": "on"})["Location"] == "/"
    newcomer.refresh_from_db()
    assert newcomer.accepted_terms_version == terms.current_version()
    assert newcomer.accepted_terms_at is not None
    event = AuditEvent.objects.get(kind=EventKind.TERMS_ACCEPTED)
    assert event.actor_id == newcomer.pk
    assert event.payload["version"] == terms.current_version()
    assert her_client.get("/").status_code == 200
    assert (
        f"{timezone.localtime(newcomer.accepted_terms_at):%d/%m/%Y}"
        in her_client.get("/cadre-usage/5/").content.decode()
    )


def test_the_box_must_be_ticked(her_client: Client, newcomer: User) -> None:
    read_all(her_client)
    page = her_client.post("/cadre-usage/5/").content.decode()
    assert re.search(r'id="is-accepted"[^>]*aria-invalid', page)
    newcomer.refresh_from_db()
    assert newcomer.accepted_terms_version == ""


def test_another_text_is_asked_again(
    alice: User, client_of: Callable[[User], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    """X-02: again when the text changes."""
    client = client_of(alice)
    assert client.get("/").status_code == 200
    monkeypatch.setattr(terms, "_binding_text", lambda: "## Un\nautre texte\n## Deux\n")
    terms.current_version.cache_clear()
    terms.screens.cache_clear()
    try:
        assert client.get("/")["Location"] == "/cadre-usage/"
    finally:
        monkeypatch.undo()
        terms.current_version.cache_clear()
        terms.screens.cache_clear()
