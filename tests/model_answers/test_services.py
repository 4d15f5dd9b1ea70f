"""A réponse type needs two people, is suspended by its sheets, and tells and records each act."""

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from apps.accounts.models import User
from apps.answering.enums import PassageKind
from apps.answering.masking import mask
from apps.audit.enums import EventKind
from apps.audit.models import AuditEvent
from apps.curation.tasks import recall_answers
from apps.model_answers.enums import ModelAnswerStatus
from apps.model_answers.models import ModelAnswer, ModelAnswerRevision, ModelAnswerSource
from apps.model_answers.services import (
    ModelAnswerRefusal,
    approve_model_answer,
    restore_model_answer,
    retire_model_answer,
    revise_model_answer,
    send_back_model_answer,
    submit_model_answer,
    suspend_model_answer,
    suspend_overtaken,
)
from apps.notices.models import Notice, NoticeKind
from apps.sheets.enums import Visibility
from tests.model_answers.conftest import COST, DUE, PLACE, TEXT, content, replace_sheet, write

DEARER = COST.replace("25", "30")
REWORDED = COST + " Le timbre s'achète en ligne."


def kinds() -> list[str]:
    events = AuditEvent.objects.filter(subject_type="model_answer").order_by("seq")
    return list(events.values_list("kind", flat=True))


def told() -> list[User]:
    """Who was told of it, in order."""
    notices = Notice.objects.filter(kind=NoticeKind.MODEL_ANSWER).order_by("pk")
    return [notice.recipient for notice in notices.select_related("recipient")]


def offered(user) -> list[ModelAnswer]:
    return list(ModelAnswer.objects.visible_to(user).offered())


def test_a_second_person_approves_it_and_counsellors_are_offered_it(
    written, bob, carole, alice
) -> None:
    """S-08"""
    assert offered(alice) == []
    submit_model_answer(model_answer=written, submitted_by=bob)
    approved = approve_model_answer(model_answer=written, approver=carole)
    assert offered(alice) == [approved]
    assert (approved.approved_by, approved.approved_at is not None) == (carole, True)
    assert kinds() == [
        EventKind.MODEL_ANSWER_WRITTEN,
        EventKind.MODEL_ANSWER_SUBMITTED,
        EventKind.MODEL_ANSWER_APPROVED,
    ]
    assert told() == [carole, bob]


@pytest.mark.parametrize("hand", ["proposed_by", "owner", "author"])
def test_nobody_approves_what_they_proposed_wrote_or_own(
    written, bob, carole, chloe, sheet, hand
) -> None:
    """S-08"""
    revised = revise_model_answer(
        model_answer=written, author=carole, owner=chloe, review_due=DUE, content=content(sheet)
    )
    submit_model_answer(model_answer=revised, submitted_by=carole)
    person = {"proposed_by": bob, "owner": chloe, "author": carole}[hand]
    with pytest.raises(ModelAnswerRefusal, match="owner|propriétaire"):
        approve_model_answer(model_answer=revised, approver=person)
    assert ModelAnswer.objects.get().status == ModelAnswerStatus.IN_REVIEW


def test_the_database_itself_refuses_one_person_alone(approved, bob) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        ModelAnswer.objects.update(approved_by=bob)


def test_a_revision_and_its_sources_never_change(approved) -> None:
    for rows in (ModelAnswerRevision.objects, ModelAnswerSource.objects):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(**{"title" if rows.model is ModelAnswerRevision else "text": "Autre"})
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.all()._raw_delete(rows.db)


def test_it_keeps_only_the_passages_that_it_cites_numbered_anew(bob, sheet) -> None:
    one = write(bob, sheet, text=f"{PLACE} [2]")
    assert one.current.text == f"{PLACE} [1]"
    assert [(s.number, s.text) for s in one.current.sources.all()] == [(1, PLACE)]


def test_it_refuses_a_text_without_source(bob, sheet) -> None:
    with pytest.raises(ModelAnswerRefusal, match="passage"):
        write(bob, sheet, text=COST)
    assert not ModelAnswer.objects.exists()


def test_a_reason_is_masked_before_it_is_kept(approved, carole) -> None:
    reason = mask("Signalé par M. Durand, 06 12 34 56 78.")
    suspend_model_answer(model_answer=approved, suspended_by=carole, reason=reason)
    assert "06 12" not in ModelAnswer.objects.get().note + Notice.objects.latest("pk").text


def test_it_refuses_personal_data(bob, sheet) -> None:
    with pytest.raises(ModelAnswerRefusal, match="nobody|personne"):
        write(bob, sheet, text=f"{COST} [1]\nMme Durand, 06 12 34 56 78.")
    assert not ModelAnswer.objects.exists()


def test_an_unsourced_sentence_is_not_approved(bob, carole, sheet) -> None:
    one = write(bob, sheet, text=f"{TEXT}\nLe délai est de 97 jours partout en France.")
    submit_model_answer(model_answer=one, submitted_by=bob)
    with pytest.raises(ModelAnswerRefusal, match="sourc"):
        approve_model_answer(model_answer=one, approver=carole)


def test_sending_back_needs_a_reason_and_tells_the_author(written, bob, carole) -> None:
    submit_model_answer(model_answer=written, submitted_by=bob)
    with pytest.raises(ModelAnswerRefusal):
        send_back_model_answer(model_answer=written, sent_back_by=carole, reason=mask(" "))
    send_back_model_answer(model_answer=written, sent_back_by=carole, reason=mask("Trop long."))
    assert ModelAnswer.objects.get().status == ModelAnswerStatus.DRAFT
    assert Notice.objects.get(recipient=bob).text == "Trop long."


def test_revising_takes_it_out_until_it_is_approved_anew(approved, bob, alice, sheet) -> None:
    revise_model_answer(
        model_answer=approved, author=bob, owner=bob, review_due=DUE, content=content(sheet)
    )
    assert offered(alice) == []
    assert approved.revisions.count() == 2


def test_it_is_offered_no_more_the_moment_a_quoted_passage_changes(approved, alice, sheet) -> None:
    """S-08: hashes are compared on reading, before any job ran."""
    replace_sheet(sheet, [(PassageKind.COST, DEARER), (PassageKind.WHERE, PLACE)])
    assert offered(alice) == []


def test_another_passage_of_the_sheet_may_change(approved, alice, sheet) -> None:
    passages = [(PassageKind.COST, COST), (PassageKind.WHERE, PLACE), (PassageKind.DELAY, "Vite.")]
    replace_sheet(sheet, passages)
    assert offered(alice) == [approved]
    assert suspend_overtaken(sheet_ids=[sheet.pk]) == 0


def test_the_recall_of_a_sheet_suspends_it_and_tells_its_owner(approved, bob, sheet) -> None:
    replace_sheet(sheet, [(PassageKind.COST, DEARER), (PassageKind.WHERE, PLACE)])
    recall_answers(sheet_ids=[sheet.pk])
    suspended = ModelAnswer.objects.get()
    assert suspended.status == ModelAnswerStatus.SUSPENDED
    assert "en cas de perte" in suspended.note
    assert told()[-1] == bob
    assert kinds()[-1] == EventKind.MODEL_ANSWER_SUSPENDED
    assert suspend_overtaken(sheet_ids=[sheet.pk]) == 0


def test_one_click_restores_it_when_every_sentence_still_stands(
    approved, bob, carole, alice, sheet
) -> None:
    replace_sheet(sheet, [(PassageKind.COST, REWORDED), (PassageKind.WHERE, PLACE)])
    suspend_overtaken(sheet_ids=[sheet.pk])
    restored = restore_model_answer(model_answer=approved, restored_by=bob)
    assert offered(alice) == [restored]
    assert [source.text for source in restored.current.sources.all()] == [REWORDED, PLACE]
    assert restored.current.text == TEXT
    assert restored.approved_by == carole
    assert kinds()[-1] == EventKind.MODEL_ANSWER_RESTORED


@pytest.mark.parametrize(
    "after",
    [
        [(PassageKind.COST, DEARER), (PassageKind.WHERE, PLACE)],
        [(PassageKind.WHERE, PLACE)],
    ],
    ids=["another price", "the passage is gone"],
)
def test_a_sentence_that_no_longer_stands_is_not_restored(approved, bob, sheet, after) -> None:
    replace_sheet(sheet, after)
    suspend_overtaken(sheet_ids=[sheet.pk])
    with pytest.raises(ModelAnswerRefusal):
        restore_model_answer(model_answer=approved, restored_by=bob)
    assert ModelAnswer.objects.get().status == ModelAnswerStatus.SUSPENDED
    assert approved.revisions.count() == 1


def test_people_suspend_and_retire_with_a_reason(approved, bob, carole, alice) -> None:
    suspend_model_answer(model_answer=approved, suspended_by=carole, reason=mask("À revoir."))
    assert offered(alice) == []
    restore_model_answer(model_answer=approved, restored_by=carole)
    assert approved.revisions.count() == 1
    retire_model_answer(
        model_answer=approved, retired_by=carole, reason=mask("Dispositif supprimé.")
    )
    assert not ModelAnswer.objects.visible_to(alice).exists()
    with pytest.raises(ModelAnswerRefusal):
        submit_model_answer(model_answer=approved, submitted_by=bob)
    assert told()[-1] == bob


def test_nobody_sees_one_that_quotes_a_sheet_they_may_not_read(approved, alice, david, sheet):
    sheet.visibility, sheet.desk = Visibility.INTERNAL, alice.desk
    sheet.save()
    assert offered(alice) == [approved]
    assert offered(david) == []
