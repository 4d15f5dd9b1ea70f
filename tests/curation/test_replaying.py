"""The gate before publishing: golden questions replayed on the very revision."""

import pytest

from apps.accounts.models import User
from apps.audit.enums import EventKind
from apps.audit.models import AuditEvent
from apps.curation.enums import ReplayStatus
from apps.curation.golden_questions import questions_touching
from apps.curation.models import Replay
from apps.curation.services import replaying
from apps.evaluation.models import EvaluationCase, EvaluationSet
from apps.sheets.enums import RevisionStatus
from apps.sheets.models import SheetRevision
from tests.sheets.factories import PassageFactory, RevisionFactory, SheetFactory
from tests.support.database import transactional

QUESTION = "Quel est le prix de la carte d’identité perdue ?"
PRICE = "Le renouvellement de la carte d’identité perdue coûte 25 €."
PAPERS = "Pour la carte d’identité perdue, apportez une photo et un justificatif de domicile."


@pytest.fixture
def published(db: None) -> SheetRevision:
    revision = RevisionFactory(
        sheet=SheetFactory(external_id="F1344"), title="Carte d’identité perdue"
    )
    PassageFactory(revision=revision, position=0, text=PRICE)
    PassageFactory(
        revision=revision, position=1, text=PAPERS, kind="papers", heading_path=["Pièces"]
    )
    return revision


@pytest.fixture
def question(carole: User) -> EvaluationCase:
    questions = EvaluationSet.objects.create(name="Or", created_by=carole)
    return EvaluationCase.objects.create(
        set=questions,
        external_id="Q1",
        kind="simple",
        question=QUESTION,
        gold=["F1344"],
        facts=[{"say": "25 €", "quote": "coûte 25 €", "sheet": "F1344"}],
    )


def waiting_with(published: SheetRevision, *texts: str) -> SheetRevision:
    revision = RevisionFactory(
        sheet=published.sheet, number=2, status=RevisionStatus.IN_REVIEW, title=published.title
    )
    for position, text in enumerate(texts):
        PassageFactory(revision=revision, position=position, text=text)
    return revision


def replayed(revision: SheetRevision, user: User) -> Replay:
    replay = replaying.request_replay(revision=revision, requested_by=user)
    replaying.carry_out_replay(replay=replay)
    replay.refresh_from_db()
    return replay


@transactional
def test_the_answers_that_change_are_kept_side_by_side(
    published: SheetRevision, question: EvaluationCase, carole: User
) -> None:
    waiting = waiting_with(published, PRICE.replace("25", "30"), PAPERS)
    replay = replayed(waiting, carole)
    assert (replay.status, replay.done, replay.total) == (ReplayStatus.DONE, 2, 2)
    [changed] = replay.changed
    assert "25 €" in changed["before"]["text"]
    assert "30 €" in changed["after"]["text"]
    assert (changed["before"]["facts"], changed["after"]["facts"]) == (1, 0)
    assert replay.is_worse
    waiting.refresh_from_db()
    assert waiting.status == RevisionStatus.IN_REVIEW


@transactional
def test_a_revision_that_changes_no_answer_passes(
    published: SheetRevision, question: EvaluationCase, carole: User, chloe: User
) -> None:
    waiting = waiting_with(published, PRICE, PAPERS)
    replay = replayed(waiting, carole)
    assert (replay.changed, replay.is_worse) == ([], False)
    replaying.publish_through_gate(revision=waiting, approver=chloe)
    waiting.refresh_from_db()
    assert waiting.status == RevisionStatus.PUBLISHED


@transactional
def test_a_fall_needs_a_written_reason_which_is_audited(
    published: SheetRevision, question: EvaluationCase, carole: User, chloe: User
) -> None:
    waiting = waiting_with(published, PRICE.replace("25", "30"), PAPERS)
    replay = replayed(waiting, carole)
    with pytest.raises(replaying.ReasonNeeded):
        replaying.publish_through_gate(revision=waiting, approver=chloe, reason="  ")
    replaying.publish_through_gate(
        revision=waiting, approver=chloe, reason="Nouveau tarif, arrêté du 2 janvier"
    )
    waiting.refresh_from_db()
    replay.refresh_from_db()
    assert waiting.status == RevisionStatus.PUBLISHED
    assert replay.reason.startswith("Nouveau tarif")
    event = AuditEvent.objects.get(kind=EventKind.GATE_OVERRIDDEN)
    assert (event.actor_id, event.payload["replay"]) == (chloe.pk, str(replay.pk))
    assert "tarif" not in str(event.payload)


def test_a_sheet_that_questions_touch_is_not_published_before_their_replay(
    published: SheetRevision, question: EvaluationCase, chloe: User
) -> None:
    waiting = waiting_with(published, PRICE)
    with pytest.raises(replaying.ReplayMissing):
        replaying.publish_through_gate(revision=waiting, approver=chloe)
    assert replaying.let_through([waiting]) == []


def test_a_sheet_that_no_question_touches_passes(waiting: SheetRevision, chloe: User) -> None:
    assert replaying.let_through([waiting]) == [waiting]
    replaying.publish_through_gate(revision=waiting, approver=chloe)
    waiting.refresh_from_db()
    assert waiting.status == RevisionStatus.PUBLISHED


def test_a_question_in_two_sets_is_asked_once(question: EvaluationCase, carole: User) -> None:
    other = EvaluationSet.objects.create(name="Autre", created_by=carole)
    EvaluationCase.objects.create(
        set=other, external_id="Z", question=QUESTION, gold=["F1344"], facts=[]
    )
    assert len(questions_touching("F1344")) == 1
    assert questions_touching("F999") == []
