"""The supervisors' pages: queue, lease, review, correction, right passage, a name for a reason."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from apps.accounts.models import User
from apps.accounts.pseudonyms import pseudonym
from apps.answering.enums import AnswerStatus
from apps.audit.models import AuditEvent
from apps.conversations.models import Answer, Handover
from apps.conversations.services import proposed_text
from apps.notices.models import Notice
from apps.reviews.enums import Stratum
from apps.reviews.models import Reveal, Review, ReviewItem
from apps.reviews.services import take
from apps.sheets.models import Passage
from tests.conversations.sheets import publish_sheet
from tests.reviews.factories import FORM, GRID, answer_of, judge, queued

pytestmark = pytest.mark.django_db
ClientOf = Callable[[User], Client]


def _queue(answer: Answer, **fields: object) -> ReviewItem:
    return ReviewItem.objects.create(answer=answer, **{"stratum": Stratum.RISK, **fields})


def _address(answer: Answer, act: str = "") -> str:
    return f"/supervision/relecture/{answer.pk}/" + (f"{act}/" if act else "")


def _text(client: Client, address: str) -> str:
    return client.get(address).content.decode()


def test_another_departement_and_unfinished_answers_are_out_of_sight(
    bob: User, david: User, alice: User, client_of: ClientOf
) -> None:
    """S-01"""
    foreign, running = queued(david).answer, answer_of(alice, status=AnswerStatus.RUNNING)
    assert "answers to review" not in _text(client_of(bob), "/supervision/")
    for hidden in (foreign, running):
        assert client_of(bob).get(_address(hidden)).status_code == 404
    for act in ("prendre", "garder", "liberer", "message", "lever-anonymat"):
        assert client_of(bob).post(_address(foreign, act), {"text": "a"}).status_code == 404


def test_the_next_one_is_held_and_opened(alice: User, bob: User, client_of: ClientOf) -> None:
    queued(alice, priority=1)
    urgent = queued(alice, priority=2)
    response = client_of(bob).post("/supervision/suivante/")
    assert response["Location"] == _address(urgent.answer)
    urgent.refresh_from_db()
    assert urgent.holder == bob


def test_passing_leads_to_another_and_back_again_at_the_end(
    alice: User, bob: User, client_of: ClientOf
) -> None:
    """S-12"""
    first, second = queued(alice, priority=2), queued(alice, priority=1)
    client = client_of(bob)
    client.post("/supervision/suivante/")
    response = client.post("/supervision/suivante/", {"passing": first.pk})
    assert response["Location"] == _address(second.answer)
    assert f'href="{_address(first.answer)}"' in _text(client, _address(second.answer))
    assert client.post("/supervision/suivante/", {"passing": second.pk})["Location"] == (
        "/supervision/"
    )
    assert client.post("/supervision/suivante/")["Location"] == _address(first.answer)


def test_what_another_reviews_cannot_be_taken(
    alice: User, bob: User, fatou: User, client_of: ClientOf
) -> None:
    item = queued(alice)
    take(item=item, reviewer=fatou, now=timezone.now())
    page = _text(client_of(bob), "/supervision/")
    assert _address(item.answer, "prendre") not in page
    assert client_of(bob).post(_address(item.answer, "prendre"))["Location"] == "/supervision/"
    item.refresh_from_db()
    assert item.holder == fatou


def test_an_open_page_renews_its_lease_and_leaving_gives_it_back(
    alice: User, bob: User, client_of: ClientOf
) -> None:
    item = queued(alice)
    client = client_of(bob)
    client.post(_address(item.answer, "prendre"))
    ReviewItem.objects.update(held_until=timezone.now() + timedelta(seconds=1))
    assert client.post(_address(item.answer, "garder")).status_code == 200
    item.refresh_from_db()
    assert item.held_until is not None
    assert item.held_until > timezone.now() + timedelta(minutes=9)
    assert client.post(_address(item.answer, "liberer")).status_code == 204
    item.refresh_from_db()
    assert item.holder is None


def test_the_page_shows_passage_and_pseudonym_and_records_the_reading(
    answer: Answer, alice: User, bob: User, client_of: ClientOf
) -> None:
    """S-03"""
    page = _text(client_of(bob), _address(answer))
    assert '<mark class="fs-quote__mark">La nouvelle carte coûte 25 €.</mark>' in page
    assert "Le timbre fiscal s’achète en ligne." in page
    assert "Alice" not in page
    assert "Guéret" not in page
    assert pseudonym(alice.pk, answer.created_at.date()) in page
    read = AuditEvent.objects.get(kind="review_read")
    assert (read.actor_id, read.subject_id) == (bob.pk, str(answer.pk))


def test_a_pseudonym_changes_every_month(alice: User) -> None:
    """S-03"""
    march, april = timezone.localdate().replace(month=3), timezone.localdate().replace(month=4)
    assert pseudonym(alice.pk, march) == pseudonym(alice.pk, march.replace(day=28))
    assert pseudonym(alice.pk, march) != pseudonym(alice.pk, april)


def test_what_was_handed_over_is_shown_with_its_difference(
    answer: Answer, bob: User, client_of: ClientOf
) -> None:
    Handover.objects.create(answer=answer, channel="copy", text="La nouvelle carte coûte 30 €.")
    page = _text(client_of(bob), _address(answer))
    assert "<del>25</del><ins>30</ins>" in page


def test_the_grid_opens_for_who_holds_the_answer_only(
    alice: User, bob: User, client_of: ClientOf
) -> None:
    item = queued(alice)
    client = client_of(bob)
    assert 'id="review-form"' not in _text(client, _address(item.answer))
    client.post(_address(item.answer, "prendre"))
    assert 'id="review-form"' in _text(client, _address(item.answer))


def test_an_incomplete_grid_is_refused_and_nothing_is_saved(
    answer: Answer, bob: User, client_of: ClientOf
) -> None:
    """S-04"""
    data = {**GRID, "verdict": "wrong", "cause": "", "comment": "À reprendre"}
    response = client_of(bob).post(_address(answer), data)
    assert response.status_code == 422
    assert "À reprendre" in response.content.decode()
    assert not Review.objects.exists()


def test_saving_leads_to_the_next_answer(
    answer: Answer, alice: User, bob: User, client_of: ClientOf
) -> None:
    """S-12"""
    _queue(answer)
    other = queued(alice)
    response = client_of(bob).post(_address(answer), FORM)
    assert response["Location"] == _address(other.answer)
    assert Review.objects.get().verdict == "right"


def test_a_review_of_what_another_holds_keeps_the_text_on_the_page(
    answer: Answer, bob: User, fatou: User, client_of: ClientOf
) -> None:
    take(item=_queue(answer), reviewer=fatou, now=timezone.now())
    response = client_of(bob).post(_address(answer), {**FORM, "comment": "Bien vu."})
    assert response.status_code == 409
    assert "Bien vu." in response.content.decode()
    assert not Review.objects.exists()


def test_a_correction_that_no_passage_bears_is_shown_before_it_is_saved(
    answer: Answer, bob: User, client_of: ClientOf
) -> None:
    """S-04: the same checks as for any draft."""
    wrong = {**FORM, "verdict": "wrong", "cause": "wording"}
    data = {**wrong, "corrected_text": "La nouvelle carte coûte 86 €. [1]"}
    response = client_of(bob).post(_address(answer), data)
    assert response.status_code == 422
    assert "correction-doubts" in response.content.decode()
    assert not Review.objects.exists()
    client_of(bob).post(_address(answer), {**data, "accepts_doubts": "on"})
    assert Review.objects.get().unsupported == ["La nouvelle carte coûte 86 €."]


def test_a_correction_that_the_passages_bear_is_saved_at_once(
    answer: Answer, bob: User, client_of: ClientOf
) -> None:
    """S-04"""
    text = "La nouvelle carte coûte 25 €. [1] Le timbre fiscal s’achète en ligne. [1]"
    data = {**FORM, "verdict": "partial", "cause": "wording", "corrected_text": text}
    client_of(bob).post(_address(answer), data)
    assert (Review.objects.get().corrected_text, Review.objects.get().unsupported) == (text, [])


def test_a_text_left_as_proposed_corrects_nothing(
    answer: Answer, bob: User, client_of: ClientOf
) -> None:
    data = {**FORM, "corrected_text": proposed_text(answer).replace("\n", "\r\n")}
    client_of(bob).post(_address(answer), data)
    assert Review.objects.get().corrected_text == ""


def test_checking_alone_saves_nothing(answer: Answer, bob: User, client_of: ClientOf) -> None:
    data = {**FORM, "check": "1", "corrected_text": "La nouvelle carte coûte 86 €. [1]"}
    page = client_of(bob).post(_address(answer), data).content.decode()
    assert "correction-doubts" in page
    assert not Review.objects.exists()


def test_the_right_passage_is_found_chosen_and_bears_the_correction(
    answer: Answer, bob: User, client_of: ClientOf
) -> None:
    """S-04"""
    publish_sheet([("delay", "Le passeport est valable 10 ans.")], external_id="F9")
    found = _text(client_of(bob), "/supervision/passages/?words=validité du passeport")
    passage = Passage.objects.get(text__contains="10 ans")
    assert f'value="{passage.pk}"' in found
    data = {
        **FORM,
        "verdict": "wrong",
        "cause": "wrong_passage",
        "right_passage": passage.pk,
        "corrected_text": "Le passeport est valable 10 ans. [2]",
    }
    client_of(bob).post(_address(answer), data)
    review = Review.objects.get()
    assert (review.right_passage, review.right_text) == (passage, passage.text)
    assert (review.right_sheet, review.unsupported) == ("F9", [])


def test_a_passage_that_is_not_published_cannot_be_chosen(
    answer: Answer, bob: User, client_of: ClientOf
) -> None:
    publish_sheet([("delay", "Valable 10 ans.")], external_id="F9")
    passage = Passage.objects.get(text="Valable 10 ans.")
    passage.revision.status = "withdrawn"
    passage.revision.save(update_fields=["status"])
    response = client_of(bob).post(_address(answer), {**FORM, "right_passage": passage.pk})
    assert response.status_code == 422


def test_the_name_is_shown_to_who_gave_a_reason_and_to_nobody_else(
    answer: Answer, alice: User, bob: User, fatou: User, client_of: ClientOf
) -> None:
    """S-03"""
    _queue(answer)
    address = _address(answer, "lever-anonymat")
    client_of(bob).post(address, {"text": ""})
    assert "Alice" not in _text(client_of(bob), _address(answer))
    client_of(bob).post(address, {"text": "Elle a demandé un rappel."})
    assert "Alice Martin" in _text(client_of(bob), _address(answer))
    assert "Alice Martin" not in _text(client_of(fatou), _address(answer))
    event = AuditEvent.objects.get(kind="counsellor_revealed")
    assert event.actor_id == bob.pk
    assert "rappel" not in str(event.payload)
    assert Reveal.objects.get().reason == "Elle a demandé un rappel."


def test_the_reviewer_sees_when_the_counsellor_read_it(
    answer: Answer, alice: User, bob: User, client_of: ClientOf
) -> None:
    """S-07"""
    judge(answer, bob, comment="Le délai manque.")
    notice = Notice.objects.get(recipient=alice)
    assert "Pas encore lu par" in _text(client_of(bob), _address(answer))
    client_of(alice).post(f"/avis/{notice.pk}/lu/")
    assert "Lu par" in _text(client_of(bob), _address(answer))


def test_a_supervisor_writes_only_after_their_own_review(
    alice: User, bob: User, client_of: ClientOf
) -> None:
    """S-07"""
    item = queued(alice)
    client_of(bob).post(_address(item.answer, "message"), {"text": "Bonjour"})
    assert not item.messages.exists()
    judge(item.answer, bob)
    client_of(bob).post(_address(item.answer, "message"), {"text": "Bonjour"})
    assert item.messages.get().author == bob
