"""The list of revisions, one revision, and the acts of its life by two people."""

from collections.abc import Callable

import pytest
from django.test import Client

from apps.accounts.models import User
from apps.curation.awaiting import heaviest_changes
from apps.curation.enums import ReplayStatus, RevisionChange
from apps.curation.models import Replay
from apps.evaluation.models import EvaluationCase, EvaluationSet
from apps.sheets.enums import RevisionStatus
from apps.sheets.models import Sheet, SheetRevision
from tests.sheets.factories import PassageFactory, RevisionFactory, SheetFactory

Clients = Callable[[User], Client]
LIST = "/administration/fiches/"


def _status(revision: SheetRevision) -> str:
    revision.refresh_from_db()
    return revision.status


def test_the_list_is_filtered_by_state_and_words(
    client_of: Clients, carole: User, current: SheetRevision, waiting: SheetRevision
) -> None:
    client = client_of(carole)

    def listed(query: str) -> list[SheetRevision]:
        return list(client.get(LIST + query).context["page"].object_list)

    assert set(listed("")) == {current, waiting}
    assert listed("?state=in_review") == [waiting]
    assert listed("?state=published&words=adultes") == [current]
    assert set(listed("?words=f12242")) == {current, waiting}
    assert listed("?words=passeport") == []


def test_the_list_shows_sheets_due_for_review(
    client_of: Clients, carole: User, current: SheetRevision
) -> None:
    SheetRevision.objects.filter(pk=current.pk).update(review_due="2020-01-01")
    response = client_of(carole).get(LIST + "?state=due")
    assert list(response.context["page"].object_list) == [current]


def test_ticked_revisions_are_published(
    client_of: Clients, carole: User, waiting: SheetRevision
) -> None:
    other = RevisionFactory(status=RevisionStatus.IN_REVIEW)
    data = {"revisions": [waiting.pk], "state": "in_review"}
    client_of(carole).post(LIST + "approuver/", data)
    assert _status(waiting) == RevisionStatus.PUBLISHED
    assert _status(other) == RevisionStatus.IN_REVIEW


def test_all_of_the_list_are_published_but_those_that_it_filters_out(
    client_of: Clients, carole: User, waiting: SheetRevision
) -> None:
    other = RevisionFactory(status=RevisionStatus.IN_REVIEW, title="Passeport")
    data = {"everything": "on", "state": "in_review", "words": "adultes"}
    client_of(carole).post(LIST + "approuver/", data)
    assert _status(waiting) == RevisionStatus.PUBLISHED
    assert _status(other) == RevisionStatus.IN_REVIEW


def test_nobody_approves_their_own_in_bulk(client_of: Clients, carole: User) -> None:
    own = RevisionFactory(status=RevisionStatus.IN_REVIEW, author=carole)
    client = client_of(carole)
    client.post(LIST + "approuver/", {"everything": "on"})
    client.post(LIST + "approuver/", {"revisions": [own.pk]})
    assert _status(own) == RevisionStatus.IN_REVIEW


def test_a_revision_is_compared_with_the_published_one(
    client_of: Clients, carole: User, waiting: SheetRevision
) -> None:
    response = client_of(carole).get(f"{LIST}{waiting.pk}/")
    page = response.content.decode()
    assert "<del>1 016,05</del>" in page
    assert "<ins>1 033,32</ins>" in page
    assert response.context["comparison"].unchanged == 1


@pytest.mark.parametrize("view", ["cote-a-cote", "suivi", "entiere"])
def test_each_way_of_showing_it_holds_the_new_amount(
    client_of: Clients, carole: User, waiting: SheetRevision, view: str
) -> None:
    page = client_of(carole).get(f"{LIST}{waiting.pk}/?vue={view}").content.decode()
    assert "1 033,32" in page


def test_the_first_version_shows_its_passages(
    client_of: Clients, carole: User, current: SheetRevision
) -> None:
    page = client_of(carole).get(f"{LIST}{current.pk}/").content.decode()
    assert "1 016,05" in page


def test_markup_in_a_sheet_stays_text(client_of: Clients, carole: User) -> None:
    revision = RevisionFactory(title="<script>alert(1)</script>")
    PassageFactory(revision=revision, text="<img src=x onerror=alert(1)>")
    page = client_of(carole).get(f"{LIST}{revision.pk}/").content.decode()
    assert "<script>alert" not in page
    assert "<img src=x" not in page


def test_the_whole_life_takes_two_people(
    client_of: Clients, carole: User, chloe: User, current: SheetRevision, waiting: SheetRevision
) -> None:
    first, second = client_of(carole), client_of(chloe)
    first.post(f"{LIST}{waiting.pk}/publier/")
    assert (_status(waiting), _status(current)) == ("published", "superseded")
    first.post(f"{LIST}{current.pk}/restaurer/")
    restored = SheetRevision.objects.get(restored_from=current)
    first.post(f"{LIST}{restored.pk}/publier/")
    assert _status(restored) == RevisionStatus.IN_REVIEW, "its author may not publish it"
    second.post(f"{LIST}{restored.pk}/renvoyer/", {"reason": "Vérifier le montant"})
    assert _status(restored) == RevisionStatus.DRAFT
    first.post(f"{LIST}{restored.pk}/soumettre/")
    second.post(f"{LIST}{restored.pk}/publier/")
    assert (_status(restored), _status(waiting)) == ("published", "superseded")
    second.post(f"{LIST}{restored.pk}/retirer/", {"reason": "Droit supprimé"})
    assert _status(restored) == RevisionStatus.WITHDRAWN


@pytest.mark.parametrize("act", ["renvoyer", "retirer"])
def test_it_refuses_without_a_reason(
    client_of: Clients, carole: User, waiting: SheetRevision, act: str
) -> None:
    response = client_of(carole).post(f"{LIST}{waiting.pk}/{act}/", {"reason": "  "})
    assert response.status_code == 422
    assert response.context["form"].errors["reason"]


def test_a_publication_can_be_scheduled(
    client_of: Clients, carole: User, waiting: SheetRevision
) -> None:
    client = client_of(carole)
    assert client.get(f"{LIST}{waiting.pk}/programmer/").status_code == 200
    client.post(f"{LIST}{waiting.pk}/programmer/", {"publish_at": "2099-04-01T00:00"})
    waiting.refresh_from_db()
    assert (waiting.status, waiting.approver) == (RevisionStatus.IN_REVIEW, carole)
    assert waiting.publish_at.year == 2099


@pytest.mark.parametrize(
    "act", ["publier", "programmer", "soumettre", "renvoyer", "retirer", "restaurer"]
)
def test_it_refuses_a_counsellor(
    client_of: Clients, alice: User, waiting: SheetRevision, act: str
) -> None:
    response = client_of(alice).post(f"{LIST}{waiting.pk}/{act}/", {"reason": "Non"})
    assert response.status_code == 403
    assert _status(waiting) == RevisionStatus.IN_REVIEW


def test_what_awaits_is_filtered_by_operator_theme_and_heaviest_change(
    client_of: Clients, carole: User, waiting: SheetRevision
) -> None:
    """A-03: imported changes are approved in bulk with filters."""
    Sheet.objects.filter(pk=waiting.sheet_id).update(operator="caf", theme_id="N19811")
    new = RevisionFactory(status=RevisionStatus.IN_REVIEW, sheet=SheetFactory(theme_id="N19808"))
    client = client_of(carole)

    def listed(query: str) -> list[SheetRevision]:
        return list(client.get(LIST + query).context["page"].object_list)

    assert listed("?state=in_review&operator=caf") == [waiting]
    assert listed("?theme=N19808") == [new]
    assert listed("?change=figure") == [waiting]
    assert listed("?change=new") == [new]
    assert listed("?change=wording") == []
    assert set(listed("?gate=on")) == {waiting, new}
    page = client.get(LIST + "?change=figure").content.decode()
    assert page.count("Chiffre modifié") == 2, "in the filter and beside the revision"


@pytest.mark.parametrize("change", ["contact", "moved"])
def test_all_of_a_filtered_list_leaves_what_changes_otherwise(
    client_of: Clients, carole: User, waiting: SheetRevision, change: str
) -> None:
    client = client_of(carole)
    client.post(LIST + "approuver/", {"everything": "on", "change": change})
    assert _status(waiting) == RevisionStatus.IN_REVIEW
    client.post(LIST + "approuver/", {"everything": "on", "change": "figure"})
    assert _status(waiting) == RevisionStatus.PUBLISHED


def test_one_figure_outweighs_any_rewording(client_of: Clients, carole: User) -> None:
    current = RevisionFactory()
    waiting = RevisionFactory(sheet=current.sheet, number=2, status=RevisionStatus.IN_REVIEW)
    for revision, texts in (
        (current, ("Le délai est de 10 jours.", "Demandez en mairie une carte.")),
        (waiting, ("Le délai est de 12 jours.", "Demandez une carte dans une mairie.")),
    ):
        for position, text in enumerate(texts):
            PassageFactory(revision=revision, position=position, text=text)
    assert heaviest_changes([waiting]) == {waiting.pk: RevisionChange.FIGURE}


def test_a_sheet_that_golden_questions_touch_is_listed_as_passed_once_it_fares_no_worse(
    client_of: Clients, carole: User, waiting: SheetRevision
) -> None:
    questions = EvaluationSet.objects.create(name="Or", created_by=carole)
    EvaluationCase.objects.create(
        set=questions, external_id="Q1", kind="simple", question="Combien ?", gold=["F12242"]
    )
    client = client_of(carole)
    assert "Aucune" in client.get(LIST + "?gate=on").content.decode()
    Replay.objects.create(
        revision=waiting, requested_by=carole, status=ReplayStatus.DONE, is_worse=False
    )
    assert list(client.get(LIST + "?gate=on").context["page"].object_list) == [waiting]
