"""What comes back to the counsellor: correction, thread, contest, her month."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone

from apps.accounts.models import User
from apps.accounts.pseudonyms import pseudonym
from apps.answering.masking import mask
from apps.audit.models import AuditEvent
from apps.conversations.models import Answer
from apps.notices.models import Notice
from apps.reviews import reports
from apps.reviews.models import ReviewItem
from apps.reviews.services import NotContestable, contest_verdict
from tests.conversations.sheets import publish_sheet
from tests.reviews.factories import judge, queued

pytestmark = pytest.mark.django_db
ClientOf = Callable[[User], Client]


def _address(answer: Answer, act: str = "") -> str:
    return f"/avis/relectures/{answer.pk}/" + (f"{act}/" if act else "")


def _text(client: Client, address: str) -> str:
    return client.get(address).content.decode()


def test_the_correction_stands_beside_the_answer_with_the_right_passage(
    answer: Answer, alice: User, bob: User, client_of: ClientOf
) -> None:
    """S-07, X-09"""
    sheet = publish_sheet(external_id="F9")
    judge(
        answer,
        bob,
        comment="Voyez plutôt cette fiche.",
        corrected_text="La nouvelle carte coûte 30 €.",
        right_passage=sheet.revisions.get().passages.first(),
    )
    notice = Notice.objects.get(recipient=alice)
    assert notice.url == _address(answer)
    page = _text(client_of(alice), notice.url)
    assert "Voyez plutôt cette fiche." in page
    assert "<ins>30</ins>" in page
    assert "/fiches/F9/" in page
    assert "Bob Diallo" in page


def test_nobody_else_reads_it(
    answer: Answer, alice: User, bob: User, david: User, client_of: ClientOf
) -> None:
    """S-03"""
    judge(answer, bob)
    assert client_of(david).get(_address(answer)).status_code == 404
    assert client_of(bob).get(_address(answer)).status_code == 403
    for act in ("message", "contester"):
        assert client_of(david).post(_address(answer, act), {"text": "a"}).status_code == 404


def test_a_first_verdict_is_not_told_before_the_second(
    alice: User, bob: User, fatou: User, client_of: ClientOf
) -> None:
    item = queued(alice, is_doubled=True)
    judge(item.answer, bob, comment="Premier mot.")
    assert "Premier mot." not in _text(client_of(alice), _address(item.answer))
    judge(item.answer, fatou, comment="Second mot.")
    page = _text(client_of(alice), _address(item.answer))
    assert "Premier mot." in page
    assert "Second mot." in page


def test_a_danger_is_told_before_the_second_review(
    alice: User, bob: User, client_of: ClientOf
) -> None:
    """S-06"""
    item = queued(alice, is_doubled=True)
    judge(item.answer, bob, verdict="dangerous", comment="Ne dites surtout pas cela.")
    page = _text(client_of(alice), Notice.objects.get(recipient=alice).url)
    assert "Ne dites surtout pas cela." in page


def test_both_sides_write_and_are_told_and_the_counsellor_keeps_a_pseudonym(
    answer: Answer, alice: User, bob: User, client_of: ClientOf
) -> None:
    """S-07"""
    judge(answer, bob, comment="Précisez.")
    data = {"text": "D’accord, appelez-moi au 06 12 34 56 78."}
    client_of(alice).post(_address(answer, "message"), data)
    told = Notice.objects.get(recipient=bob)
    assert told.url == f"/supervision/relecture/{answer.pk}/"
    assert "06 12" not in told.text
    page = _text(client_of(bob), told.url)
    assert "D’accord" in page
    assert "Alice" not in page
    assert pseudonym(alice.pk, answer.created_at.date()) in page
    client_of(bob).post(f"/supervision/relecture/{answer.pk}/message/", {"text": "Merci."})
    assert Notice.objects.filter(recipient=alice, kind="reply").count() == 1
    assert "Merci." in _text(client_of(alice), _address(answer))
    assert AuditEvent.objects.filter(kind="review_discussed").count() == 2


def test_a_contested_verdict_goes_to_another_supervisor_whose_verdict_holds(
    answer: Answer, alice: User, bob: User, fatou: User, client_of: ClientOf
) -> None:
    """X-14"""
    judge(answer, bob, verdict="wrong")
    client_of(alice).post(_address(answer, "contester"), {"text": "La fiche dit bien 25 €."})
    item = ReviewItem.objects.get()
    assert list(reports.review_queue(bob)) == []
    assert list(reports.review_queue(fatou)) == [item]
    assert not Notice.objects.filter(recipient=bob).exists()
    told = Notice.objects.get(recipient=fatou)
    page = _text(client_of(fatou), told.url)
    assert "La fiche dit bien 25 €." in page
    assert "Bob Diallo" not in page
    judge(answer, fatou, verdict="right", cause="", comment="Vous aviez raison.")
    item.refresh_from_db()
    assert (item.stage, item.verdict) == ("done", "right")
    assert "Vous aviez raison." in _text(client_of(alice), _address(answer))
    assert AuditEvent.objects.filter(kind="verdict_contested", actor_id=alice.pk).exists()


def test_a_verdict_is_contested_once_and_only_when_settled(
    alice: User, bob: User, fatou: User
) -> None:
    """X-14"""
    item = queued(alice, is_doubled=True)
    judge(item.answer, bob, verdict="wrong")
    with pytest.raises(NotContestable):
        contest_verdict(item=item, counsellor=alice, reason=mask("Non."))
    judge(item.answer, fatou, verdict="wrong")
    contest_verdict(item=item, counsellor=alice, reason=mask("Non."))
    with pytest.raises(NotContestable):
        contest_verdict(item=item, counsellor=alice, reason=mask("Non."))


def test_a_contest_without_reason_is_refused(
    answer: Answer, alice: User, bob: User, client_of: ClientOf
) -> None:
    judge(answer, bob, verdict="wrong")
    client_of(alice).post(_address(answer, "contester"), {"text": " "})
    assert ReviewItem.objects.get().contested_at is None


def test_the_month_counts_ones_own_work_only(
    answer: Answer, alice: User, bob: User, david: User, client_of: ClientOf
) -> None:
    """S-03"""
    judge(answer, bob, verdict="wrong")
    month = f"{timezone.localdate():%Y-%m}"
    page = client_of(alice).get(f"/avis/mon-mois/?month={month}")
    assert page.context["month"].questions == 1
    assert page.context["month"].verdicts == {"Fausse": 1}
    assert _address(answer) in page.content.decode()
    other = client_of(david).get(f"/avis/mon-mois/?month={month}").context["month"]
    assert (other.questions, other.items) == (0, [])
    past = client_of(alice).get("/avis/mon-mois/?month=2020-12").context["month"]
    assert (past.questions, past.items) == (0, [])


def test_a_month_that_cannot_be_read_is_this_one(alice: User, client_of: ClientOf) -> None:
    page = client_of(alice).get("/avis/mon-mois/?month=jamais")
    assert page.context["month"].first_day == timezone.localdate().replace(day=1)
