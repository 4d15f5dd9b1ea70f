"""One passage of an answer, opened beside it."""

from collections.abc import Callable

import pytest
from django.test import Client

from apps.accounts.models import User
from apps.conversations.models import AnswerSource
from tests.conversations.factories import (
    AnswerFactory,
    AnswerSentenceFactory,
    AnswerSourceFactory,
    CitationFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def source(alice: User) -> AnswerSource:
    answer = AnswerFactory(question__conversation__author=alice)
    source = AnswerSourceFactory(answer=answer, number=7)
    sentence = AnswerSentenceFactory(answer=answer)
    CitationFactory(sentence=sentence, source=source, quote="La nouvelle carte coûte 25 €.")
    return source


def _address(source: AnswerSource) -> str:
    return f"/reponses/{source.answer_id}/passages/{source.number}/"


def test_the_passage_is_whole_and_what_is_quoted_from_it_is_marked(
    client_of: Callable[[User], Client], alice: User, source: AnswerSource
) -> None:
    page = client_of(alice).get(_address(source)).content.decode()
    assert '<mark class="fs-quote__mark">La nouvelle carte coûte 25 €.</mark>' in page
    assert "Le timbre fiscal s’achète en ligne." in page
    assert "En France › Coût" in page


def test_the_list_says_where_each_passage_is_read_and_which_are_quoted(
    client_of: Callable[[User], Client], alice: User, source: AnswerSource
) -> None:
    page = client_of(alice).get(f"/echanges/{source.answer.conversation_id}/").content.decode()
    assert f'data-url="{_address(source)}" data-quoted' in page


def test_the_passage_of_another_desk_s_exchange_is_not_there(
    client_of: Callable[[User], Client], david: User, bob: User, source: AnswerSource
) -> None:
    assert client_of(david).get(_address(source)).status_code == 404
    assert client_of(bob).get(_address(source)).status_code == 404, "a supervisor who helps nobody"


def test_a_passage_that_the_answer_does_not_have_is_not_there(
    client_of: Callable[[User], Client], alice: User, source: AnswerSource
) -> None:
    source.number = 8
    assert client_of(alice).get(_address(source)).status_code == 404
