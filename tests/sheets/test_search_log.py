"""The search log: masked, one row a search, and whether a sheet was opened."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from apps.accounts.models import User
from apps.sheets.models import SearchNote
from tests.sheets.searchable import publish

Clients = Callable[[User], Client]
LIST = "/fiches/"


@pytest.fixture
def sheet(db: None) -> str:
    return publish("Carte d’identité perdue", "La nouvelle carte coûte 25 €.").sheet.external_id


def test_a_search_is_kept_masked_and_without_its_author(
    client_of: Clients, alice: User, sheet: str
) -> None:
    """A-10."""
    client_of(alice).get(LIST, {"q": "carte de Mme Dupont, 06 12 34 56 78"})
    note = SearchNote.objects.get()
    assert "06 12 34 56 78" not in note.text
    assert "⟦" in note.text
    assert (note.departement, str(alice.pk) in str(vars(note))) == ("23", False)


def test_what_is_typed_letter_by_letter_is_one_search(
    client_of: Clients, alice: User, sheet: str
) -> None:
    client = client_of(alice)
    for typed in ("ru", "ruche", "ruches à déclarer"):
        client.get(LIST, {"q": typed})
    assert [note.text for note in SearchNote.objects.all()] == ["ruches à déclarer"]
    SearchNote.objects.update(changed_at=timezone.now() - timedelta(minutes=2))
    client.get(LIST, {"q": "drone"})
    assert SearchNote.objects.count() == 2


def test_opening_a_sheet_from_the_results_is_noted(
    client_of: Clients, alice: User, sheet: str
) -> None:
    client = client_of(alice)
    client.get(LIST, {"q": "carte"})
    client.get(f"/fiches/{sheet}/")
    assert SearchNote.objects.get().opened_at is None
    client.get(f"/fiches/{sheet}/", headers={"referer": f"http://testserver{LIST}?q=carte"})
    assert SearchNote.objects.get().opened_at is not None


def test_only_counsellors_are_noted_and_only_searches(
    client_of: Clients, alice: User, carole: User, sheet: str
) -> None:
    client_of(alice).get(LIST)
    client_of(carole).get(LIST, {"q": "carte"})
    assert not SearchNote.objects.exists()
