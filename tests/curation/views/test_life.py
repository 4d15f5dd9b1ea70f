"""The pages of contradictions, of dates of review and of replays."""

from collections.abc import Callable

from django.test import Client

from apps.accounts.models import User
from apps.curation.models import PublishingRule, Replay
from apps.sheets.models import ReviewPeriod, SheetContradiction, SheetRevision
from tests.curation.test_replaying import PAPERS, PRICE, published, question, waiting_with
from tests.sheets.factories import RevisionFactory, SheetFactory

__all__ = ["published", "question"]
Clients = Callable[[User], Client]
SHEETS = "/administration/fiches/"


def test_a_contradiction_is_marked_shown_to_counsellors_and_settled(
    client_of: Clients, carole: User, alice: User, current: SheetRevision
) -> None:
    RevisionFactory(sheet=SheetFactory(external_id="F777"))
    client = client_of(carole)
    note = {"other": "f777", "note": "Le montant n’est pas le même."}
    client.post(f"{SHEETS}{current.pk}/contredire/", note)
    assert "Le montant n’est pas le même." in client_of(alice).get("/fiches/F777/").content.decode()
    mark = SheetContradiction.objects.get()
    assert "F777" in client.get(f"{SHEETS}contradictions/").content.decode()
    client.post(f"{SHEETS}contradictions/{mark.pk}/regler/")
    assert "même" not in client_of(alice).get("/fiches/F777/").content.decode()


def test_a_sheet_does_not_contradict_itself_nor_one_that_is_not_held(
    client_of: Clients, carole: User, current: SheetRevision
) -> None:
    for wanted in ("F12242", "F0"):
        response = client_of(carole).post(
            f"{SHEETS}{current.pk}/contredire/", {"other": wanted, "note": "Le prix"}
        )
        assert (response.status_code, list(response.context["form"].errors)) == (422, ["other"])


def test_the_delay_and_owner_of_a_theme_are_set(
    client_of: Clients, carole: User, alice: User
) -> None:
    client = client_of(carole)
    url = SHEETS + "dates-de-revue/"
    client.post(url, {"theme_id": "N19808", "days": "182", "owner": str(carole.pk)})
    assert list(ReviewPeriod.objects.values_list("theme_id", "days", "owner")) == [
        ("N19808", 182, carole.pk)
    ]
    refused = client.post(url, {"theme_id": "N19808", "days": "182", "owner": str(alice.pk)})
    assert refused.status_code == 422
    assert client.get(url).status_code == 200


def test_publishing_leads_to_the_replay_that_is_missing(
    client_of: Clients, carole: User, chloe: User, published: SheetRevision, question: object
) -> None:
    waiting = waiting_with(published, PRICE, PAPERS)
    client = client_of(chloe)
    response = client.post(f"{SHEETS}{waiting.pk}/publier/")
    assert response["Location"] == f"{SHEETS}{waiting.pk}/rejouer/"
    client.post(f"{SHEETS}{waiting.pk}/rejouer/")
    assert Replay.objects.get().revision == waiting
    assert client.get(f"{SHEETS}{waiting.pk}/rejouer/").status_code == 200


def test_a_rule_is_written_and_lifted_beside_the_delay_of_its_theme(
    client_of: Clients, carole: User, chloe: User
) -> None:
    """A-03"""
    first, second = client_of(carole), client_of(chloe)
    first.post(f"{SHEETS}regles/", {"theme_id": "N19808", "publishes": "on"})
    assert PublishingRule.objects.get().author == carole
    page = second.get(f"{SHEETS}dates-de-revue/").content.decode()
    assert str(carole) in page
    second.post(f"{SHEETS}regles/", {"theme_id": "N19808"})
    assert not PublishingRule.objects.exists()


def test_no_rule_is_written_for_a_theme_that_is_not_known(client_of: Clients, carole: User) -> None:
    client_of(carole).post(f"{SHEETS}regles/", {"theme_id": "N1", "publishes": "on"})
    assert not PublishingRule.objects.exists()
