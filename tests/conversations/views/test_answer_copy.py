"""What leaves an answer straight from the exchange: copied, printed, recorded; never internal."""

from collections.abc import Callable

import pytest
from django.test import Client

from apps.accounts.models import User
from apps.answering.enums import CheckStatus, Section
from apps.audit.enums import EventKind
from apps.audit.models import AuditEvent
from apps.conversations.enums import HandoverChannel
from apps.conversations.models import Answer, Draft, Handover
from apps.sheets.enums import Visibility
from apps.sheets.models import Sheet
from tests.conversations.factories import AnswerSentenceFactory
from tests.conversations.test_drafts import COST, PLACE, make_answer

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(client_of: Callable[[User], Client], alice: User) -> Client:
    return client_of(alice)


@pytest.fixture
def answer(alice: User) -> Answer:
    return make_answer(alice)


@pytest.fixture
def doubtful(answer: Answer) -> Answer:
    """With a sentence that no passage bears."""
    AnswerSentenceFactory(
        answer=answer,
        section=Section.DELAY,
        text="Le délai est de 97 jours.",
        check_status=CheckStatus.UNSUPPORTED,
    )
    return answer


def test_a_copy_is_given_in_two_forms_and_recorded_as_a_handover(
    client: Client, answer: Answer
) -> None:
    """C-17."""
    given = client.post(f"/reponses/{answer.pk}/copier/").json()
    assert COST in given["plain"]
    assert '<a href="https://example.org/F90001"' in given["html"]
    assert "[1]" not in given["plain"] + given["html"]
    handover = Handover.objects.get()
    assert (handover.answer, handover.channel) == (answer, HandoverChannel.COPY)
    assert handover.text == given["plain"]
    assert AuditEvent.objects.filter(kind=EventKind.HANDED_OVER).count() == 1
    assert not Draft.objects.exists()


def test_nothing_of_an_internal_sheet_is_copied(client: Client, answer: Answer) -> None:
    """A-09."""
    Sheet.objects.create(external_id="F90002", visibility=Visibility.INTERNAL)
    given = client.post(f"/reponses/{answer.pk}/copier/").json()
    assert COST in given["plain"]
    assert PLACE not in given["plain"] + given["html"] + Handover.objects.get().text
    assert "F90002" not in given["plain"] + given["html"]
    assert "2" in given["left_out"]


def test_an_answer_that_is_all_internal_gives_nothing(client: Client, answer: Answer) -> None:
    """A-09."""
    for sheet in ("F90001", "F90002"):
        Sheet.objects.create(external_id=sheet, visibility=Visibility.INTERNAL)
    given = client.post(f"/reponses/{answer.pk}/copier/").json()
    assert list(given) == ["error"]
    assert not Handover.objects.exists()


def test_unsourced_parts_ask_once_a_session_whether_they_were_proofread(
    client: Client, doubtful: Answer
) -> None:
    """C-20."""
    address = f"/reponses/{doubtful.pk}/copier/"
    assert client.post(address).json() == {"asks_proofreading": True}
    assert not Handover.objects.exists()
    assert "97 jours" in client.post(address, {"proofread": "on"}).json()["plain"]
    assert "97 jours" in client.post(address).json()["plain"]
    assert Handover.objects.count() == 2


def test_printing_begins_a_draft_records_it_and_shows_the_sheet(
    client: Client, answer: Answer
) -> None:
    """C-18."""
    response = client.post(f"/reponses/{answer.pk}/imprimer/")
    draft = Draft.objects.get()
    assert response["Location"] == f"/brouillons/{draft.pk}/fiche/?imprimer=1"
    assert Handover.objects.get().channel == HandoverChannel.PRINT


def test_printing_unsourced_parts_leads_to_the_draft_that_asks(
    client: Client, doubtful: Answer
) -> None:
    """C-20."""
    response = client.post(f"/reponses/{doubtful.pk}/imprimer/")
    assert response.status_code == 422
    assert 'id="proofread"' in response.content.decode()
    assert not Handover.objects.exists()


def test_a_stranger_gets_nothing(
    client_of: Callable[[User], Client], david: User, answer: Answer
) -> None:
    for act in ("copier", "imprimer"):
        assert client_of(david).post(f"/reponses/{answer.pk}/{act}/").status_code == 404
