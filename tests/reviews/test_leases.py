"""Two reviewers never hold the same answer, shown with real threads and committed rows."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from uuid import UUID

import pytest
from django.db import connection
from django.utils import timezone

from apps.accounts.models import User
from apps.reviews.models import ReviewItem
from apps.reviews.services import HeldByAnother, release, renew, take, take_next
from tests.reviews.factories import judge, queued
from tests.support.database import transactional


@transactional
def test_two_reviewers_at_once_never_hold_the_same_item(
    alice: User, bob: User, fatou: User
) -> None:
    """S-02: each judges what it took; every item is taken once, none is lost."""
    items = {queued(alice, priority=number % 3).pk for number in range(40)}
    start = Barrier(2)

    def work(reviewer: User) -> list[UUID]:
        taken = []
        try:
            start.wait(10)
            while (item := take_next(reviewer=reviewer, now=timezone.now())) is not None:
                taken.append(item.pk)
                judge(item.answer, reviewer)
        finally:
            connection.close()
        return taken

    with ThreadPoolExecutor(2) as pool:
        first, second = pool.map(work, (bob, fatou))
    assert len(first) + len(second) == len(items)
    assert set(first) | set(second) == items
    assert first
    assert second


@transactional
def test_many_reviewers_who_take_at_the_same_moment_get_different_items(
    alice: User, bob: User, fatou: User, gilles: User
) -> None:
    """S-02: nothing is given back meanwhile, so that each holds one."""
    for _ in range(30):
        ReviewItem.objects.all().delete()
        for _ in range(3):
            queued(alice)
        start = Barrier(3)

        def work(reviewer: User, start: Barrier = start) -> UUID | None:
            try:
                start.wait(10)
                item = take_next(reviewer=reviewer, now=timezone.now())
            finally:
                connection.close()
            return item.pk if item else None

        with ThreadPoolExecutor(3) as pool:
            taken = list(pool.map(work, (bob, fatou, gilles)))
        assert None not in taken
        assert len(set(taken)) == 3


@pytest.mark.django_db
def test_the_most_urgent_comes_first_and_what_another_holds_is_passed_over(
    alice: User, bob: User, fatou: User
) -> None:
    low, high = queued(alice, priority=1), queued(alice, priority=9)
    now = timezone.now()
    assert take_next(reviewer=bob, now=now) == high
    assert take_next(reviewer=fatou, now=now) == low
    with pytest.raises(HeldByAnother):
        take(item=high, reviewer=fatou, now=now)


@pytest.mark.django_db
def test_a_lease_ends_after_ten_minutes_unless_renewed(alice: User, bob: User, fatou: User) -> None:
    item = queued(alice)
    now = timezone.now()
    take(item=item, reviewer=bob, now=now)
    later = now + timedelta(minutes=9)
    assert take_next(reviewer=fatou, now=later) is None
    assert renew(item=item, reviewer=bob, now=later) == later + timedelta(minutes=10)
    assert take_next(reviewer=fatou, now=now + timedelta(minutes=11)) is None
    assert take_next(reviewer=fatou, now=now + timedelta(minutes=20)) == item
    assert renew(item=item, reviewer=bob, now=now + timedelta(minutes=20)) is None


@pytest.mark.django_db
def test_leaving_lets_another_take_it_and_taking_another_lets_the_first_go(
    alice: User, bob: User, fatou: User
) -> None:
    first, second = queued(alice, priority=2), queued(alice, priority=1)
    now = timezone.now()
    take(item=first, reviewer=bob, now=now)
    release(item=first, reviewer=fatou)
    assert take_next(reviewer=fatou, now=now) == second
    release(item=first, reviewer=bob)
    assert take_next(reviewer=fatou, now=now) == first
    assert take(item=second, reviewer=bob, now=now) == second


@pytest.mark.django_db
def test_a_review_of_what_another_holds_is_refused(alice: User, bob: User, fatou: User) -> None:
    item = queued(alice)
    take(item=item, reviewer=bob, now=timezone.now())
    with pytest.raises(HeldByAnother):
        judge(item.answer, fatou)
    assert judge(item.answer, bob).round == 1


@pytest.mark.django_db
def test_nobody_takes_what_they_judged_asked_or_may_not_see(
    alice: User, bob: User, david: User
) -> None:
    """S-01"""
    judged = queued(alice)
    judge(judged.answer, bob)
    queued(david)
    own = queued(alice)
    own.answer.question.asked_by = bob
    own.answer.question.save()
    assert take_next(reviewer=bob, now=timezone.now()) is None
