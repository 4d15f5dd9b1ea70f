"""The queue: what is at risk joins it by itself, and the week's draw by a published seed."""

from datetime import date, datetime, timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from apps.accounts.models import User
from apps.answering.enums import AnswerStatus, CheckStatus
from apps.audit.models import AuditEvent
from apps.conversations.models import Answer, Feedback, Handover
from apps.reviews.drawing import doubled, draw_order, drawn_from
from apps.reviews.enums import RiskReason, Stratum
from apps.reviews.models import Review, ReviewItem
from apps.reviews.services import (
    WeekNotOver,
    answers_of_week,
    make_draw,
    refresh_queue,
    seed_week,
)
from tests.conversations.factories import AnswerSentenceFactory, AnswerSourceFactory
from tests.reviews.factories import answer_of, judge
from tests.sheets.factories import SheetFactory

pytestmark = pytest.mark.django_db
WEEK = date(2026, 3, 2)
AFTER = datetime(2026, 3, 9, 1, tzinfo=timezone.get_current_timezone())


def _finished(author: User, **fields: object) -> Answer:
    return answer_of(author, finished_at=timezone.now(), **fields)


def _reasons(answer: Answer) -> list[str]:
    refresh_queue(now=timezone.now())
    item = ReviewItem.objects.filter(pk=answer.pk).first()
    return item.reasons if item else []


def _dislike(answer: Answer, author: User) -> None:
    Feedback.objects.create(
        conversation=answer.conversation, answer=answer, author=author, vote="not_helpful"
    )


def test_an_answer_without_reason_stays_out(alice: User) -> None:
    """S-02"""
    answer = _finished(alice)
    AnswerSentenceFactory(answer=answer)
    assert _reasons(answer) == []
    assert not ReviewItem.objects.exists()


def test_every_reason_of_risk_is_seen(alice: User) -> None:
    """S-02"""
    answer = _finished(alice, question__masked_text="Mon mari a un cancer, quelle aide ?")
    problem = {"kind": "figure_absent", "start": 0, "end": 2, "text": "25", "explanation": "Absent"}
    AnswerSentenceFactory(answer=answer, check_status=CheckStatus.TO_CHECK, problems=[problem])
    AnswerSentenceFactory(answer=answer, check_status=CheckStatus.UNSUPPORTED)
    AnswerSourceFactory(answer=answer, sheet_id="F90001")
    sheet = SheetFactory(external_id="F90001")
    sheet.reports.create(reporter=alice, reason="wrong")
    _dislike(answer, alice)
    Handover.objects.create(answer=answer, channel="copy", text="Tout autre chose, mot pour mot.")
    assert _reasons(answer) == [
        RiskReason.REPORTED,
        RiskReason.BADLY_RATED,
        RiskReason.FIGURE,
        RiskReason.UNSUPPORTED,
        RiskReason.HEAVILY_EDITED,
        RiskReason.SENSITIVE,
        RiskReason.TO_CHECK,
    ]


def test_a_declined_answer_is_at_risk_and_a_helpful_one_is_not(alice: User) -> None:
    """S-02"""
    declined = _finished(alice, status=AnswerStatus.ABSTAINED_NO_SHEET)
    liked = _finished(alice)
    Feedback.objects.create(
        conversation=liked.conversation, answer=liked, author=alice, vote="helpful"
    )
    assert _reasons(declined) == [RiskReason.DECLINED]
    assert _reasons(liked) == []


def test_a_rating_that_comes_later_raises_the_priority(alice: User) -> None:
    answer = _finished(alice, status=AnswerStatus.ABSTAINED_NO_SHEET)
    refresh_queue(now=timezone.now())
    before = ReviewItem.objects.get().priority
    _dislike(answer, alice)
    assert _reasons(answer) == [RiskReason.BADLY_RATED, RiskReason.DECLINED]
    assert ReviewItem.objects.get().priority > before


def test_the_draw_takes_the_first_of_the_seeded_order_by_operator(alice: User, settings) -> None:
    """S-02"""
    settings.REVIEWS_DRAWN_PER_WEEK = 3
    inside = [_of_week(alice, ["ants"]) for _ in range(5)] + [_of_week(alice, ["caf"])]
    _of_week(alice, ["ants"], moved=timedelta(days=7))
    draw = make_draw(week=WEEK, now=AFTER)
    assert draw.strata == {"ants": [5, 3], "caf": [1, 1]}
    expected = {*draw_order(draw.seed, [one.pk for one in inside[:5]])[:3], inside[5].pk}
    assert set(ReviewItem.objects.values_list("pk", flat=True)) == expected
    assert all(item.stratum == Stratum.RANDOM for item in ReviewItem.objects.all())


def test_the_seed_stands_in_the_trail_before_the_draw_and_repeats_it(alice: User) -> None:
    for _ in range(9):
        _of_week(alice, ["ants"])
    seed_week(week=WEEK)
    draw = make_draw(week=WEEK, now=AFTER)
    seeded, made = AuditEvent.objects.filter(subject_type="weekly_draw").order_by("seq")
    assert (seeded.kind, made.kind) == ("draw_seeded", "draw_made")
    again = drawn_from(answers_of_week(WEEK), seeded.payload["seed"], draw.count)
    assert sorted(str(pk) for ids in again.values() for pk in ids) == made.payload["drawn"]
    assert make_draw(week=WEEK, now=AFTER).drawn_at == draw.drawn_at
    assert AuditEvent.objects.filter(kind="draw_made").count() == 1


def test_a_week_that_is_not_over_is_not_drawn(alice: User) -> None:
    with pytest.raises(WeekNotOver):
        make_draw(week=WEEK, now=AFTER - timedelta(days=1))


def test_a_drawn_answer_that_risk_had_brought_counts_as_drawn(alice: User, bob: User) -> None:
    answer = _of_week(alice, ["ants"])
    judge(answer, bob)
    make_draw(week=WEEK, now=AFTER)
    assert ReviewItem.objects.get().stratum == Stratum.RANDOM
    assert Review.objects.get().stratum == Stratum.RANDOM


@pytest.mark.parametrize("sizes", [[1] * 30, [7, 1, 12], [100]])
def test_at_least_a_tenth_is_reviewed_twice_however_answers_come(sizes: list[int]) -> None:
    """S-05"""
    known = chosen = 0
    for size in sizes:
        batch = [uuid4() for _ in range(size)]
        chosen += len(doubled("seed", batch, share=0.1, known=known, chosen=chosen))
        known += size
        assert 0.1 * known <= chosen + 1e-9 <= 0.1 * known + 1


def test_who_knows_the_seed_finds_the_same_second_reviews() -> None:
    """S-05"""
    batch = [uuid4() for _ in range(50)]
    first = doubled("seed", batch, share=0.1, known=0, chosen=0)
    assert first == doubled("seed", batch[::-1], share=0.1, known=0, chosen=0)
    assert first != doubled("other", batch, share=0.1, known=0, chosen=0)


def _of_week(author: User, operators: list[str], moved: timedelta = timedelta()) -> Answer:
    answer = answer_of(author, question__operators=operators)
    moment = datetime(2026, 3, 4, 10, tzinfo=timezone.get_current_timezone()) + moved
    Answer.objects.filter(pk=answer.pk).update(created_at=moment)
    return answer
