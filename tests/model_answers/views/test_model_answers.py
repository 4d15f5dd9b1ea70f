"""The pages of réponses types: what each role sees and may do."""

import pytest
from django.utils.timezone import localtime

from apps.answering.enums import PassageKind
from apps.model_answers.enums import ModelAnswerStatus
from apps.model_answers.models import ModelAnswer
from apps.model_answers.services import suspend_overtaken
from tests.model_answers.conftest import COST, DUE, PLACE, QUESTION, passages_of, replace_sheet


def url(model_answer: ModelAnswer, act: str = "") -> str:
    return f"/reponses-types/{model_answer.pk}/{act}"


def status() -> str:
    return ModelAnswer.objects.get().status


def form_of(bob, sheet, **changes):
    data = {
        "title": "Carte perdue",
        "question": QUESTION,
        "operator": "ants",
        "owner": bob.pk,
        "review_due": DUE.isoformat(),
        "text": f"{COST} [1]\n{PLACE} [2]",
        "source": [passage.pk for passage in passages_of(sheet)],
    }
    return data | changes


def test_counsellors_find_and_read_approved_ones_with_approver_date_and_owner(
    approved, alice, client_of
) -> None:
    """C-25, D7"""
    client = client_of(alice)
    for address in ("/reponses-types/", url(approved)):
        html = client.get(address).content.decode()
        assert "Carole Nguyen" in html
        assert "Bob Diallo" in html
        assert f"{localtime(approved.approved_at):%d/%m/%Y}" in html
    assert "source-1" in html
    assert "modifier/" not in html
    for query, count in ({"q": "carte prix"}, 1), ({"q": "RSA"}, 0), ({"operator": "caf"}, 0):
        html = client.get("/reponses-types/", query, headers={"HX-Request": "true"})
        assert html.content.decode().count(url(approved)) == count


def test_work_in_progress_is_for_keepers(written, alice, bob, carole, client_of) -> None:
    assert client_of(alice).get(url(written)).status_code == 404
    for keeper in (bob, carole):
        assert client_of(keeper).get(url(written)).status_code == 200


@pytest.mark.parametrize(
    "act", ["modifier/", "soumettre/", "valider/", "renvoyer/", "suspendre/", "retablir/"]
)
def test_counsellors_settle_nothing(approved, alice, client_of, act) -> None:
    assert client_of(alice).post(url(approved, act), {"reason": "x"}).status_code == 403
    assert status() == ModelAnswerStatus.APPROVED


def test_it_is_written_submitted_and_approved_in_the_browser(bob, carole, sheet, client_of) -> None:
    """S-08"""
    response = client_of(bob).post(
        "/reponses-types/nouvelle/", form_of(bob, sheet, submit="1"), follow=True
    )
    assert response.status_code == 200
    one = ModelAnswer.objects.get()
    assert (one.status, one.owner) == (ModelAnswerStatus.IN_REVIEW, bob)
    client_of(bob).post(url(one, "valider/"))
    assert status() == ModelAnswerStatus.IN_REVIEW
    client_of(carole).post(url(one, "valider/"))
    assert status() == ModelAnswerStatus.APPROVED


def test_passages_are_looked_for_added_and_removed_without_saving(bob, sheet, client_of) -> None:
    client = client_of(bob)
    cost, place = passages_of(sheet)
    data = form_of(bob, sheet, source=[cost.pk], look="1", search="mairie équipée carte")
    html = client.post("/reponses-types/nouvelle/", data).content.decode()
    assert f'name="add" value="{place.pk}"' in html
    data = form_of(bob, sheet, source=[cost.pk], add=place.pk)
    html = client.post("/reponses-types/nouvelle/", data).content.decode()
    assert html.count('name="source"') == 2
    html = client.post("/reponses-types/nouvelle/", form_of(bob, sheet, remove="1"))
    html = html.content.decode()
    assert html.count('name="source"') == 1
    assert f"{PLACE} [1]" in html.replace("&#x27;", "'")
    assert not ModelAnswer.objects.exists()


@pytest.mark.parametrize(
    "changes",
    [
        {"text": COST},
        {"text": f"{COST} [1] Appelez M. Durand au 06 12 34 56 78."},
        {"review_due": "2020-01-01"},
        {"title": ""},
        {"operator": "nobody"},
        {"source": ["999999999"]},
    ],
    ids=["no source", "personal data", "past date", "no title", "operator", "unknown passage"],
)
def test_bad_input_is_refused_and_kept_on_the_page(bob, sheet, client_of, changes) -> None:
    response = client_of(bob).post("/reponses-types/nouvelle/", form_of(bob, sheet, **changes))
    assert response.status_code == 422
    assert QUESTION.split("'")[0] in response.content.decode()
    assert not ModelAnswer.objects.exists()


def test_a_suspended_one_shows_what_changed_and_is_restored_in_one_click(
    approved, bob, sheet, client_of
) -> None:
    """S-08"""
    after = [(PassageKind.COST, f"{COST} Il se paie en ligne."), (PassageKind.WHERE, PLACE)]
    replace_sheet(sheet, after)
    suspend_overtaken(sheet_ids=[sheet.pk])
    html = client_of(bob).get(url(approved)).content.decode()
    assert "<ins>" in html
    assert url(approved, "retablir/") in html
    client_of(bob).post(url(approved, "retablir/"))
    assert status() == ModelAnswerStatus.APPROVED


def test_it_offers_no_restoring_when_a_sentence_no_longer_stands(
    approved, bob, sheet, client_of
) -> None:
    replace_sheet(sheet, [(PassageKind.COST, COST.replace("25", "30")), (PassageKind.WHERE, PLACE)])
    suspend_overtaken(sheet_ids=[sheet.pk])
    html = client_of(bob).get(url(approved)).content.decode()
    assert url(approved, "retablir/") not in html


def test_suspending_asks_why(approved, carole, client_of) -> None:
    client = client_of(carole)
    assert client.post(url(approved, "suspendre/"), {"reason": ""}).status_code == 422
    client.post(url(approved, "suspendre/"), {"reason": "À revoir."})
    assert status() == ModelAnswerStatus.SUSPENDED
