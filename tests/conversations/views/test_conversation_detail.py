"""The page of an exchange, and what stands in for its socket."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from django.test import Client

from apps.accounts.models import User
from apps.answering.enums import AnswerStatus
from apps.conversations.models import Answer, Conversation, Feedback
from apps.conversations.services import Asked
from tests.conversations.conftest import ask_as

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def client(client_of: Callable[[User], Client], alice: User) -> Client:
    return client_of(alice)


@pytest.fixture
def stopped(asked: Asked) -> Answer:
    Answer.objects.filter(pk=asked.answer.pk).update(status=AnswerStatus.STOPPED)
    asked.answer.refresh_from_db()
    return asked.answer


def test_it_shows_the_question_and_the_answer_with_its_socket(client: Client, asked: Asked) -> None:
    page = client.get(f"/echanges/{asked.answer.conversation_id}/").content.decode()
    assert f'ws-connect="/ws/echanges/{asked.answer.conversation_id}/"' in page
    assert f'id="answer-{asked.answer.pk}"' in page
    assert 'aria-busy="true"' in page


def test_it_hides_the_exchange_of_another_desk(
    client_of: Callable[[User], Client], david: User, asked: Asked
) -> None:
    stranger = client_of(david)
    conversation_id, answer_id = asked.answer.conversation_id, asked.answer.pk
    acts = ["poser", "arreter", "avis", "renommer", "epingler", "partager", "supprimer"]
    statuses = {stranger.post(f"/echanges/{conversation_id}/{act}/").status_code for act in acts}
    statuses |= {stranger.get(f"/echanges/{conversation_id}/").status_code}
    statuses |= {stranger.get(f"/reponses/{answer_id}/").status_code}
    statuses |= {
        stranger.post(f"/reponses/{answer_id}/{act}/").status_code for act in ["regenerer", "avis"]
    }
    assert statuses == {404}


def test_a_supervisor_is_refused(
    client_of: Callable[[User], Client], bob: User, asked: Asked
) -> None:
    url = f"/echanges/{asked.answer.conversation_id}/"
    assert client_of(bob).get(url).status_code == 403


def test_without_a_socket_the_whole_answer_is_polled(client: Client, asked: Asked) -> None:
    fragment = client.get(f"/reponses/{asked.answer.pk}/", headers=HTMX).content.decode()
    element = fragment.lstrip().split(">", 1)[0]
    assert f'id="answer-{asked.answer.pk}"' in element
    assert "hx-swap-oob" not in element, "htmx puts it in place of its target"


def test_without_a_socket_a_question_is_asked_over_http(client: Client, stopped: Answer) -> None:
    data = {"key": uuid4(), "text": "Et le délai ?"}
    url = f"/echanges/{stopped.conversation_id}/poser/"
    fragment = client.post(url, data, headers=HTMX).content.decode()
    assert 'hx-swap-oob="beforeend:#turns"' in fragment
    assert f'data-key="{data["key"]}"' in fragment
    again = client.post(url, data, headers=HTMX).content.decode()
    assert 'hx-swap-oob="beforeend:#turns"' not in again
    assert Answer.objects.count() == 2


def test_without_a_socket_a_second_question_is_refused_while_one_is_answered(
    client: Client, asked: Asked
) -> None:
    data = {"key": uuid4(), "text": "Et le délai ?"}
    url = f"/echanges/{asked.answer.conversation_id}/poser/"
    assert 'role="alert"' in client.post(url, data, headers=HTMX).content.decode()
    assert Answer.objects.count() == 1


def test_without_a_socket_it_stops_and_regenerates(client: Client, asked: Asked) -> None:
    url = f"/echanges/{asked.answer.conversation_id}/arreter/"
    assert client.post(url, headers=HTMX).status_code == 204
    asked.answer.refresh_from_db()
    assert asked.answer.status == AnswerStatus.STOPPED
    key = {"key": uuid4(), "answer": asked.answer.pk}
    response = client.post(f"/reponses/{asked.answer.pk}/regenerer/", key, headers=HTMX)
    assert response.status_code == 200
    assert Answer.objects.latest("created_at").number == 2


def test_a_vote_is_kept_and_shown_as_kept(client: Client, stopped: Answer) -> None:
    url = f"/reponses/{stopped.pk}/avis/"
    client.post(url, {"vote": "not_helpful"}, headers=HTMX)
    page = client.post(
        url,
        {"vote": "not_helpful", "reasons": ["wrong", "too_long"], "comment": "06 12 34 56 78"},
        headers=HTMX,
    ).content.decode()
    rating = Feedback.objects.get(is_current=True)
    assert rating.reasons == ["wrong", "too_long"]
    assert "06 12" not in rating.comment
    assert 'aria-pressed="true"' in page


@pytest.mark.parametrize("data", [{}, {"vote": "maybe"}, {"vote": "helpful", "reasons": "nice"}])
def test_a_vote_that_cannot_be_read_stores_nothing(
    client: Client, stopped: Answer, data: dict[str, str]
) -> None:
    client.post(f"/reponses/{stopped.pk}/avis/", data, headers=HTMX)
    assert Feedback.objects.count() == 0


def test_the_whole_exchange_is_rated(client: Client, stopped: Answer) -> None:
    url = f"/echanges/{stopped.conversation_id}/avis/"
    client.post(url, {"is_solved": "true", "score": "4", "minutes_saved": "10"}, headers=HTMX)
    rating = Feedback.objects.get()
    assert (rating.is_solved, rating.score, rating.minutes_saved) == (True, 4, 10)
    refused = client.post(url, {"score": "9"}, headers=HTMX).content.decode()
    assert 'role="alert"' in refused
    assert Feedback.objects.count() == 1


def test_a_title_loses_its_personal_data(client: Client, stopped: Answer) -> None:
    url = f"/echanges/{stopped.conversation_id}/renommer/"
    client.post(url, {"title": "Carte de Jeanne, 06 12 34 56 78"})
    assert "06 12" not in Conversation.objects.get().title


def test_the_list_finds_words_of_titles_and_questions(
    client: Client, alice: User, stopped: Answer
) -> None:
    other = ask_as(alice, "Comment déclarer un revenu ?").answer.conversation_id
    page = client.get("/echanges/", {"q": "revenu déclarer"}).content.decode()
    assert str(other) in page
    assert str(stopped.conversation_id) not in page


def test_what_is_deleted_leaves_the_list(client: Client, stopped: Answer) -> None:
    url = f"/echanges/{stopped.conversation_id}/"
    client.post(f"{url}supprimer/")
    assert str(stopped.conversation_id) not in client.get("/echanges/").content.decode()
    assert client.get(url).status_code == 404
