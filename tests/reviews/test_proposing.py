"""A good answer is proposed as a réponse type from its review, in the state of a draft."""

import pytest

from apps.answering.enums import PassageKind
from apps.conversations.models import Answer
from apps.model_answers.enums import ModelAnswerStatus
from apps.model_answers.models import ModelAnswer
from apps.reviews.enums import Stratum
from apps.reviews.services import Judgement, give_review
from apps.sheets.models import Passage
from tests.conversations.sheets import publish_sheet
from tests.conversations.test_drafts import COST, HIMSELF, PLACE, make_answer

GRID = {"exact": 5, "complete": 5, "clear": 5, "sourced": 5, "tone": 5}


@pytest.fixture
def answer(alice) -> Answer:
    """It cites the second and third of three published passages as [1] and [2]."""
    answer = make_answer(alice)
    passages = [(PassageKind.INTRO, "Intro."), (PassageKind.COST, COST)]
    publish_sheet(passages, external_id="F90001")
    publish_sheet([(PassageKind.WHERE, f"{PLACE} {HIMSELF}")], external_id="F90002")
    for source in answer.sources.all():
        source.text_hash = Passage.objects.get(text__startswith=source.text[:20]).text_hash
        source.save()
    return answer


@pytest.fixture
def client(bob, client_of):
    return client_of(bob)


def propose(client, answer):
    return client.post(f"/supervision/relecture/{answer.pk}/reponse-type/")


def test_a_good_answer_becomes_the_draft_of_a_model_answer(client, bob, answer) -> None:
    """S-08"""
    page = client.get(f"/supervision/relecture/{answer.pk}/").content.decode()
    assert f"/supervision/relecture/{answer.pk}/reponse-type/" in page
    response = propose(client, answer)
    one = ModelAnswer.objects.get()
    assert response["Location"] == f"/reponses-types/{one.pk}/modifier/"
    assert (one.status, one.proposed_by, one.owner) == (ModelAnswerStatus.DRAFT, bob, bob)
    assert one.current.text == (
        f"## En bref\n{COST} [1]\n\n## Où et comment\n{PLACE} [2]\n{HIMSELF} [2]"
    )
    assert [s.sheet_id for s in one.current.sources.all()] == ["F90001", "F90002"]
    assert "⟦" not in one.current.question
    html = client.get(response["Location"]).content.decode()
    assert html.count('name="source"') == 2


@pytest.mark.parametrize("verdict", ["wrong", "dangerous"])
def test_a_wrong_answer_is_not_proposed(client, bob, answer, verdict) -> None:
    judgement = Judgement(verdict=verdict, cause="wording", **GRID)
    give_review(answer=answer, reviewer=bob, judgement=judgement, stratum=Stratum.RISK)
    assert propose(client, answer)["Location"] == f"/supervision/relecture/{answer.pk}/"
    assert not ModelAnswer.objects.exists()


def test_an_answer_whose_sheet_changed_is_not_proposed(client, answer) -> None:
    answer.sources.filter(number=1).update(text_hash="b" * 64)
    propose(client, answer)
    assert not ModelAnswer.objects.exists()


def test_nobody_proposes_an_answer_out_of_their_scope(client, david) -> None:
    assert propose(client, make_answer(david)).status_code == 404
