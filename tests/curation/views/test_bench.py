"""The test bench: the whole pipeline on chosen sheets; nothing kept, text masked."""

from collections.abc import Callable

from django.test import Client

from apps.accounts.models import User
from apps.audit.models import AuditEvent
from apps.conversations.models import Question
from apps.sheets.enums import RevisionStatus
from apps.sheets.models import SheetRevision
from tests.conversations.sheets import LOST_CARD_QUESTION, publish_sheet
from tests.sheets.factories import PassageFactory, RevisionFactory
from tests.support.database import transactional

Clients = Callable[[User], Client]
BENCH = "/administration/banc-d-essai/"


def _sheets(response: object) -> set[str]:
    return {passage.sheet_id for passage in response.context["trial"].passages}


@transactional
def test_it_shows_passages_scores_answer_and_checks(carole: User, client_of: Clients) -> None:
    """A-05: "test this sheet" with a question."""
    publish_sheet()
    client = client_of(carole)
    before = AuditEvent.objects.count()
    response = client.post(BENCH, {"question": LOST_CARD_QUESTION})
    trial = response.context["trial"]
    assert trial.finished.status == "answered"
    assert trial.passages[0].score > 0
    assert {sentence.check for sentence in trial.sentences} == {"supported"}
    assert not Question.objects.exists()
    assert AuditEvent.objects.count() == before


@transactional
def test_a_draft_is_tried_alone_or_in_the_place_of_what_is_published(
    carole: User, client_of: Clients
) -> None:
    """Its amount is quoted although nobody approved it; answers do not see it."""
    sheet = publish_sheet()
    publish_sheet(external_id="F9", title="Carte grise perdue")
    draft = RevisionFactory(sheet=sheet, number=2, status=RevisionStatus.DRAFT)
    PassageFactory(
        revision=draft, text="Le renouvellement d'une carte d'identité perdue coûte 27 €."
    )
    client = client_of(carole)
    data = {"question": LOST_CARD_QUESTION, "revision": draft.pk}
    alone = client.post(BENCH, data | {"is_alone": "on"})
    assert _sheets(alone) == {sheet.external_id}
    assert "27 €" in alone.content.decode().replace("\xa0", " ")
    among = client.post(BENCH, data)
    assert "F9" in _sheets(among)
    published = client.post(BENCH, {"question": LOST_CARD_QUESTION})
    assert "27 €" not in published.content.decode().replace("\xa0", " ")


def test_personal_data_are_masked_before_anything(carole: User, client_of: Clients) -> None:
    response = client_of(carole).post(BENCH, {"question": "Mme Dupont, 06 12 34 56 78, RSA ?"})
    assert "06 12 34 56 78" not in response.content.decode()


def test_it_refuses_a_revision_that_does_not_exist(carole: User, client_of: Clients) -> None:
    client = client_of(carole)
    assert client.post(BENCH, {"question": "RSA ?", "revision": "999999"}).status_code == 422
    assert client.post(BENCH, {"question": " "}).status_code == 422
    assert client.get(BENCH + "?revision=x").status_code == 200
    assert not SheetRevision.objects.exists()


def test_only_curators_use_it(alice: User, emma: User, client_of: Clients) -> None:
    for user in (alice, emma):
        assert client_of(user).post(BENCH, {"question": "RSA ?"}).status_code == 403
