"""A published sheet, a réponse type written over it, and the people who settle it."""

from datetime import date, timedelta

import pytest

from apps.accounts.enums import Role
from apps.accounts.models import User
from apps.answering.enums import Operator, PassageKind
from apps.model_answers.models import ModelAnswer
from apps.model_answers.services import (
    Content,
    approve_model_answer,
    submit_model_answer,
    write_model_answer,
)
from apps.sheets.enums import RevisionStatus
from apps.sheets.models import Passage, Sheet, SheetRevision
from tests.accounts.factories import UserFactory
from tests.conversations.sheets import publish_sheet

COST = "Le renouvellement d'une carte d'identité perdue coûte 25 €."
PLACE = "La demande se fait dans une mairie équipée."
QUESTION = "J'ai perdu ma carte d'identité, combien coûte la nouvelle ?"
TEXT = f"## En bref\n{COST} [1]\n\n## Où et comment\n{PLACE} [2]"
SHEET = ((PassageKind.COST, COST), (PassageKind.WHERE, PLACE))
DUE = date.today() + timedelta(days=180)


@pytest.fixture
def sheet(db: None) -> Sheet:
    return publish_sheet(SHEET, external_id="F1344")


@pytest.fixture
def chloe(db: None) -> User:
    """A second curator."""
    return UserFactory(email="chloe@example.org", roles=[Role.CURATOR], desk=None)


@pytest.fixture
def written(bob: User, sheet: Sheet) -> ModelAnswer:
    return write(bob, sheet)


@pytest.fixture
def approved(written: ModelAnswer, bob: User, carole: User) -> ModelAnswer:
    submit_model_answer(model_answer=written, submitted_by=bob)
    return approve_model_answer(model_answer=written, approver=carole)


def passages_of(sheet: Sheet) -> list[Passage]:
    published = Passage.objects.published().filter(revision__sheet=sheet)
    return list(published.select_related("revision__sheet").order_by("position"))


def content(sheet: Sheet, **changes: object) -> Content:
    values = {
        "title": "Carte d'identité perdue : prix et lieu",
        "question": QUESTION,
        "operator": Operator.ANTS,
        "text": TEXT,
        "passages": passages_of(sheet),
    }
    return Content(**(values | changes))


def write(author: User, sheet: Sheet, **changes: object) -> ModelAnswer:
    return write_model_answer(
        author=author, owner=author, review_due=DUE, content=content(sheet, **changes)
    )


def replace_sheet(sheet: Sheet, passages) -> None:
    """Another revision takes the place of what is published, as publishing does."""
    former = SheetRevision.objects.published().get(sheet=sheet)
    SheetRevision.objects.filter(pk=former.pk).update(status=RevisionStatus.SUPERSEDED)
    other = publish_sheet(passages, external_id="other", title=former.title)
    # The content of a revision is immutable: only rows made for this may move to the sheet.
    revision = SheetRevision(
        sheet=sheet,
        number=former.number + 1,
        status=RevisionStatus.PUBLISHED,
        title=former.title,
        source_url=former.source_url,
        raw_sha256="1" * 64,
        content_sha256="1" * 64,
    )
    revision.save()
    for passage in Passage.objects.filter(revision__sheet=other):
        passage.pk, passage.revision = None, revision
        passage.save()
    SheetRevision.objects.filter(sheet=other).update(status=RevisionStatus.WITHDRAWN)
