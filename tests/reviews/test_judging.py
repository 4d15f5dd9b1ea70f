"""A review: who may give it, what it settles, who is told, what stays hidden until when."""

from datetime import timedelta

import pytest
from django.utils import timezone

from apps.accounts.models import User
from apps.answering.masking import mask
from apps.audit.models import AuditEvent
from apps.conversations.models import Answer
from apps.notices.models import Notice
from apps.reviews import reports
from apps.reviews.enums import ReviewStage
from apps.reviews.models import Review, ReviewItem
from apps.reviews.services import NotReviewable, contest_verdict
from apps.reviews.stages import stage_after
from apps.sheets.models import SheetReport
from tests.conversations.sheets import publish_sheet
from tests.reviews.factories import answer_of, judge, queued
from tests.sheets.factories import SheetFactory

pytestmark = pytest.mark.django_db


def _item(answer: Answer) -> ReviewItem:
    return ReviewItem.objects.get(pk=answer.pk)


def test_nobody_reviews_their_own_answer(alice: User) -> None:
    alice.roles, alice.is_national = ["counsellor", "supervisor"], True
    alice.save()
    with pytest.raises(NotReviewable):
        judge(answer_of(alice), alice)


def test_a_review_is_kept_when_it_is_changed(answer: Answer, bob: User) -> None:
    judge(answer, bob)
    second = judge(answer, bob, verdict="right", cause="")
    assert (second.revision, second.is_current, second.round) == (2, True, 1)
    kept = Review.objects.order_by("revision").values_list("verdict", "is_current")
    assert list(kept) == [("partial", False), ("right", True)]
    events = AuditEvent.objects.filter(kind="review_given", subject_id=str(answer.pk))
    assert [event.payload["verdict"] for event in events] == ["partial", "right"]
    assert _item(answer).verdict == "right"


def test_one_review_settles_an_answer_that_is_not_doubled(
    answer: Answer, bob: User, fatou: User
) -> None:
    judge(answer, bob, verdict="wrong")
    assert (_item(answer).stage, _item(answer).verdict) == (ReviewStage.DONE, "wrong")
    with pytest.raises(NotReviewable):
        judge(answer, fatou)


def test_two_reviewers_who_agree_settle_a_doubled_answer(
    alice: User, bob: User, fatou: User
) -> None:
    """S-05"""
    item = queued(alice, is_doubled=True)
    judge(item.answer, bob, verdict="wrong")
    assert (_item(item.answer).stage, _item(item.answer).verdict) == (ReviewStage.SECOND, "")
    judge(item.answer, fatou, verdict="wrong")
    assert (_item(item.answer).stage, _item(item.answer).verdict) == (ReviewStage.DONE, "wrong")


def test_a_disagreement_goes_to_a_third_whose_verdict_holds(
    alice: User, bob: User, fatou: User, gilles: User
) -> None:
    """S-05"""
    item = queued(alice, is_doubled=True)
    judge(item.answer, bob, verdict="right", cause="")
    judge(item.answer, fatou, verdict="wrong")
    assert _item(item.answer).stage == ReviewStage.THIRD
    assert list(reports.review_queue(bob)) == []
    assert list(reports.review_queue(gilles)) == [item]
    judge(item.answer, gilles, verdict="partial")
    assert (_item(item.answer).stage, _item(item.answer).verdict) == (ReviewStage.DONE, "partial")
    compared = reports.double_review(gilles).compared
    assert compared is not None
    assert (compared.n, compared.observed) == (1, 0)


def test_agreement_counts_what_each_said_before_seeing_the_other(
    alice: User, bob: User, fatou: User
) -> None:
    """S-05"""
    item = queued(alice, is_doubled=True)
    judge(item.answer, bob, verdict="right", cause="")
    judge(item.answer, fatou, verdict="wrong")
    judge(item.answer, bob, verdict="wrong")
    assert _item(item.answer).stage == ReviewStage.DONE
    compared = reports.double_review(bob).compared
    assert compared is not None
    assert compared.observed == 0


def test_another_review_is_hidden_until_ones_own_is_given(
    alice: User, bob: User, fatou: User
) -> None:
    """S-05"""
    item = queued(alice, is_doubled=True)
    first = judge(item.answer, bob, verdict="wrong")
    assert reports.visible_reviews(item.answer, fatou) == []
    second = judge(item.answer, fatou, verdict="wrong")
    assert reports.visible_reviews(item.answer, fatou) == [first, second]


@pytest.mark.parametrize(
    ("verdicts", "is_doubled", "is_contested", "expected"),
    [
        ({}, False, False, ("first", "")),
        ({1: "right"}, False, False, ("done", "right")),
        ({1: "right"}, True, False, ("second", "")),
        ({1: "right", 2: "right"}, True, False, ("done", "right")),
        ({1: "right", 2: "wrong"}, True, False, ("third", "")),
        ({1: "right", 2: "wrong", 3: "partial"}, True, False, ("done", "partial")),
        ({1: "wrong"}, False, True, ("contested", "wrong")),
        ({1: "wrong", 4: "right"}, False, True, ("done", "right")),
    ],
)
def test_the_stage_follows_from_the_verdicts(
    verdicts: dict[int, str], is_doubled: bool, is_contested: bool, expected: tuple[str, str]
) -> None:
    assert stage_after(verdicts, is_doubled=is_doubled, is_contested=is_contested) == expected


def test_a_comment_is_masked_and_reaches_the_counsellor(
    answer: Answer, alice: User, bob: User
) -> None:
    """S-07"""
    judge(answer, bob, comment="Rappelez l’usager au 06 12 34 56 78 pour le prix.")
    notice = Notice.objects.get(recipient=alice)
    assert "06 12" not in notice.text
    assert "⟦TELEPHONE_1⟧" in notice.text


def test_the_counsellor_is_told_once_the_verdict_holds(alice: User, bob: User, fatou: User) -> None:
    """S-07"""
    item = queued(alice, is_doubled=True)
    judge(item.answer, bob, comment="Le prix manque.")
    assert not Notice.objects.filter(recipient=alice).exists()
    judge(item.answer, fatou)
    assert Notice.objects.filter(recipient=alice).count() == 1


def test_the_first_reviewers_comment_is_told_even_when_the_second_adds_nothing(
    alice: User, bob: User, fatou: User
) -> None:
    """S-07"""
    item = queued(alice, is_doubled=True)
    judge(item.answer, bob, verdict="right", cause="", comment="Très bonne réponse.")
    judge(item.answer, fatou, verdict="right", cause="")
    assert Notice.objects.get(recipient=alice).text == "Très bonne réponse."


def test_a_right_answer_without_comment_makes_no_notice(
    answer: Answer, alice: User, bob: User
) -> None:
    judge(answer, bob, verdict="right", cause="")
    assert not Notice.objects.filter(recipient=alice).exists()


def test_whoever_contested_hears_what_came_of_it(
    answer: Answer, alice: User, bob: User, fatou: User
) -> None:
    """X-14"""
    judge(answer, bob, verdict="wrong")
    item = _item(answer)
    contest_verdict(item=item, counsellor=alice, reason=mask("La fiche le dit."))
    Notice.objects.all().delete()
    judge(answer, fatou, verdict="right", cause="")
    assert Notice.objects.filter(recipient=alice).count() == 1


def test_a_dangerous_answer_alerts_curators_and_marks_its_sheet_at_once(
    answer: Answer, alice: User, bob: User, carole: User, client_of
) -> None:
    """S-06: the banner is read from the database, so that the next page shows it."""
    sheet = publish_sheet(external_id=answer.sources.get().sheet_id)
    address = f"/fiches/{sheet.external_id}/"
    assert "jugée dangereuse" not in client_of(alice).get(address).content.decode()
    asked_at = timezone.now()
    judge(answer, bob, verdict="dangerous", comment="Le prix est faux.")
    assert "jugée dangereuse" in client_of(alice).get(address).content.decode()
    assert timezone.now() - asked_at < timedelta(minutes=1)
    report = SheetReport.objects.get(sheet=sheet)
    notice = Notice.objects.get(recipient=carole)
    assert (report.reason, report.reporter) == ("dangerous", bob)
    assert notice.url == f"/administration/signalements/{report.pk}/"
    judge(answer, bob, verdict="dangerous", comment="Le prix est faux, encore.")
    assert SheetReport.objects.filter(sheet=sheet).count() == 1


def test_the_banner_goes_when_a_curator_answers(
    answer: Answer, alice: User, bob: User, carole: User, client_of
) -> None:
    """S-06"""
    sheet = publish_sheet(external_id=answer.sources.get().sheet_id)
    judge(answer, bob, verdict="dangerous")
    report = SheetReport.objects.get(sheet=sheet)
    data = {"decision": "correct", "text": "La fiche a été corrigée."}
    client_of(carole).post(f"/administration/signalements/{report.pk}/", data)
    page = client_of(alice).get(f"/fiches/{sheet.external_id}/").content.decode()
    assert "jugée dangereuse" not in page


def test_a_counsellor_cannot_report_a_sheet_as_dangerous(alice: User, client_of) -> None:
    sheet = SheetFactory(external_id="F90001")
    data = {"reason": "dangerous", "comment": ""}
    client_of(alice).post(f"/fiches/{sheet.external_id}/signaler/", data)
    assert not SheetReport.objects.exists()
