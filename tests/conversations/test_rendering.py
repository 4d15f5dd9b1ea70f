"""What the socket shows of an answer."""

import pytest

from apps.accounts.models import User
from apps.conversations.models import AnswerSentence
from apps.conversations.rendering import whole_html
from tests.conversations.test_drafts import make_answer

pytestmark = pytest.mark.django_db


def test_a_finished_answer_says_what_its_acronyms_stand_for(alice: User) -> None:
    """X-06."""
    answer = make_answer(alice)
    first = AnswerSentence.objects.filter(answer=answer).earliest("position")
    first.text = "Demandez l’APL à la Caf."
    first.save()

    whole = whole_html(answer.pk, answer.conversation_id, alice)

    assert whole is not None
    assert "<strong>APL</strong> (aide personnalisée au logement)" in whole[1]
