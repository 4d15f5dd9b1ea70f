"""Supervisors see what calls for a review in their scope, judge it, and leave a trace."""

from collections.abc import Callable

import pytest
from django.test import Client

from apps.accounts.models import User
from apps.answering.enums import AnswerStatus, CheckStatus
from apps.audit.models import AuditEvent
from apps.conversations.models import Answer, Feedback
from apps.notices.models import Notice
from apps.reviews import reports
from apps.reviews.enums import Stratum
from apps.reviews.models import Review
from apps.reviews.services import Judgement, NotReviewable, give_review
from tests.conversations.factories import (
    AnswerFactory,
    AnswerSentenceFactory,
    CitationFactory,
    ConversationFactory,
)

pytestmark = pytest.mark.django_db

GRID = {"exact": 5, "complete": 2, "clear": 4, "sourced": 5, "tone": 5}


def _answer(author: User, **fields: object) -> Answer:
    conversation = ConversationFactory(author=author)
    return AnswerFactory(question__conversation=conversation, **fields)


@pytest.fixture
def answer(alice: User) -> Answer:
    answer = _answer(alice)
    CitationFactory(sentence__answer=answer)
    return answer


@pytest.fixture
def no_draw(settings: object) -> None:
    settings.REVIEWS_DRAWN_PER_WEEK = 0


def _judge(answer: Answer, reviewer: User, **fields: object) -> Review:
    judgement = Judgement(**{"verdict": "partial", "cause": "no_sheet", **GRID, **fields})
    return give_review(answer=answer, reviewer=reviewer, judgement=judgement, stratum=Stratum.RISK)


def test_the_queue_holds_rated_doubtful_and_drawn_answers(
    alice: User, bob: User, no_draw: None
) -> None:
    _answer(alice)
    rated, doubtful = _answer(alice), _answer(alice)
    Feedback.objects.create(
        conversation=rated.conversation, answer=rated, author=alice, vote="not_helpful"
    )
    AnswerSentenceFactory(answer=doubtful, check_status=CheckStatus.TO_CHECK)
    assert list(reports.review_queue(bob)) == [rated, doubtful]


def test_the_draw_takes_a_fixed_number_a_week_and_operator(
    alice: User, bob: User, settings: object
) -> None:
    answers = [_answer(alice) for _ in range(8)]
    settings.REVIEWS_DRAWN_PER_WEEK = 3
    drawn = list(reports.review_queue(bob))
    assert len(drawn) == 3
    _judge(drawn[0], bob)
    assert set(reports.review_queue(bob)) == set(drawn[1:])
    settings.REVIEWS_DRAW_SEED = "another"
    settings.REVIEWS_DRAWN_PER_WEEK = 8
    assert set(reports.review_queue(bob)) == set(answers) - {drawn[0]}


def test_another_departement_and_unfinished_answers_are_out_of_sight(
    bob: User, david: User, alice: User, client_of: Callable[[User], Client]
) -> None:
    foreign, running = _answer(david), _answer(alice, status=AnswerStatus.RUNNING)
    assert list(reports.review_queue(bob)) == []
    for hidden in (foreign, running):
        assert client_of(bob).get(f"/supervision/relecture/{hidden.pk}/").status_code == 404


def test_nobody_reviews_their_own_answer(alice: User) -> None:
    alice.roles, alice.is_national = ["counsellor", "supervisor"], True
    alice.save()
    with pytest.raises(NotReviewable):
        _judge(_answer(alice), alice)


def test_a_review_is_kept_when_it_is_changed(answer: Answer, bob: User) -> None:
    _judge(answer, bob)
    second = _judge(answer, bob, verdict="right", cause="")
    assert (second.revision, second.is_current) == (2, True)
    assert list(Review.objects.order_by("revision").values_list("verdict", "is_current")) == [
        ("partial", False),
        ("right", True),
    ]
    events = AuditEvent.objects.filter(kind="review_given", subject_id=str(answer.pk))
    assert [event.payload["verdict"] for event in events] == ["partial", "right"]


def test_a_comment_is_masked_and_reaches_the_counsellor(
    answer: Answer, alice: User, bob: User
) -> None:
    _judge(answer, bob, comment="Rappelez l’usager au 06 12 34 56 78 pour le prix.")
    notice = Notice.objects.get(recipient=alice)
    assert "06 12" not in notice.text
    assert "⟦TELEPHONE_1⟧" in notice.text


def test_the_page_shows_question_passage_and_pseudonym_and_records_the_reading(
    answer: Answer, alice: User, bob: User, client_of: Callable[[User], Client]
) -> None:
    page = client_of(bob).get(f"/supervision/relecture/{answer.pk}/").content.decode()
    assert '<mark class="fs-quote__mark">La nouvelle carte coûte 25 €.</mark>' in page
    assert "Alice" not in page
    assert "Guéret" not in page
    assert reports.pseudonym(alice.pk, answer.created_at.date()) in page
    read = AuditEvent.objects.get(kind="review_read")
    assert (read.actor_id, read.subject_id) == (bob.pk, str(answer.pk))


def test_an_incomplete_grid_is_refused_and_nothing_is_saved(
    answer: Answer, bob: User, client_of: Callable[[User], Client]
) -> None:
    data = {**GRID, "verdict": "wrong", "cause": "", "comment": "À reprendre"}
    response = client_of(bob).post(f"/supervision/relecture/{answer.pk}/", data)
    assert response.status_code == 422
    assert "À reprendre" in response.content.decode()
    assert not Review.objects.exists()


def test_saving_leads_to_the_next_answer(
    answer: Answer, alice: User, bob: User, client_of: Callable[[User], Client]
) -> None:
    other = _answer(alice)
    data = {**GRID, "verdict": "right", "cause": ""}
    response = client_of(bob).post(f"/supervision/relecture/{answer.pk}/", data)
    assert response["Location"] == f"/supervision/relecture/{other.pk}/"
    assert Review.objects.get().stratum == Stratum.RANDOM
