"""The pages of draws: a seed known beforehand, and a result that anybody finds again."""

import csv
import hashlib
import io
from collections import defaultdict
from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from apps.accounts.models import User
from apps.audit.models import AuditEvent
from apps.conversations.models import Answer
from apps.reviews.models import WeeklyDraw
from apps.reviews.recomputing import recompute
from apps.reviews.services import make_draw, seed_week
from tests.accounts.factories import UserFactory
from tests.reviews.factories import answer_of

pytestmark = pytest.mark.django_db
WEEK = date(2026, 3, 2)
LIST = "/supervision/tirages/"


@pytest.fixture
def nationale() -> User:
    return UserFactory(roles=["supervisor"], is_national=True)


@pytest.fixture
def draw(alice: User) -> WeeklyDraw:
    """Nine answers about papers, two about benefits."""
    at = timezone.make_aware(datetime.combine(WEEK, datetime.min.time()) + timedelta(hours=10))
    for number in range(11):
        answer = answer_of(alice, question__operators=["ants" if number < 9 else "caf"])
        Answer.objects.filter(pk=answer.pk).update(created_at=at, finished_at=at)
    return make_draw(week=WEEK, now=at + timedelta(days=8))


def test_the_seed_of_a_week_to_come_is_on_the_page(
    bob: User, client_of: Callable[[User], Client]
) -> None:
    """S-02: published before anything is drawn with it, and in the trail."""
    coming = seed_week(week=date(2026, 11, 30))
    html = client_of(bob).get(LIST).content.decode()
    assert coming.seed in html
    assert AuditEvent.objects.get(kind="draw_seeded").payload["seed"] == coming.seed
    assert client_of(bob).get(f"{LIST}{coming.pk}/").status_code == 200


def test_the_published_file_and_seed_give_the_same_draw_by_other_means(
    draw: WeeklyDraw, nationale: User, client_of: Callable[[User], Client]
) -> None:
    """S-02: with the rule as docs/quality.md writes it, and no code of ours."""
    text = client_of(nationale).get(f"{LIST}{draw.pk}.csv").content.decode()
    frame = defaultdict(list)
    for row in csv.DictReader(io.StringIO(text), delimiter=";"):
        frame[row["operateur"]].append(row["reponse"])

    def place(answer: str) -> str:
        return hashlib.sha256(f"{draw.seed}:sample:{answer}".encode()).hexdigest()

    again = [one for ids in frame.values() for one in sorted(ids, key=place)[: draw.count]]
    made = AuditEvent.objects.get(kind="draw_made")
    assert len(again) == 7
    assert sorted(again) == made.payload["drawn"]
    whole = "".join(f"{line}\n" for line in sorted(text.splitlines()[1:]))
    assert hashlib.sha256(whole.encode()).hexdigest() == made.payload["frame"]


def test_the_page_draws_again_and_says_that_it_agrees(
    draw: WeeklyDraw, nationale: User, client_of: Callable[[User], Client]
) -> None:
    html = client_of(nationale).get(f"{LIST}{draw.pk}/").content.decode()
    assert "fr-badge--success" in html
    assert all(one in html for one in AuditEvent.objects.get(kind="draw_made").payload["drawn"])


@pytest.mark.parametrize("tampered", ["seed", "frame", "swapped"])
def test_a_draw_that_was_meddled_with_is_told(draw: WeeklyDraw, tampered: str) -> None:
    if tampered == "seed":
        draw.seed = "0" * 32
    elif tampered == "frame":
        draw.frame["ants"].pop()
    else:
        draw.frame["ants"], draw.frame["caf"] = draw.frame["caf"], draw.frame["ants"]
    draw.save()
    proof = recompute(WeeklyDraw.objects.get())
    assert proof is not None
    assert not proof.holds


def test_a_seed_that_came_with_the_draw_is_said_to_be_late(draw: WeeklyDraw) -> None:
    assert recompute(draw).is_seeded_before is False


def test_a_seed_given_before_the_week_is_said_to_be_so(alice: User) -> None:
    coming = seed_week(week=timezone.localdate() + timedelta(days=40 - timezone.now().weekday()))
    made = make_draw(week=coming.week, now=timezone.now() + timedelta(days=60))
    assert recompute(made).is_seeded_before is True


def test_a_supervisor_of_some_departements_sees_the_proof_without_counts(
    draw: WeeklyDraw, bob: User, client_of: Callable[[User], Client]
) -> None:
    """S-09: how few answers an operator had in a week is no figure for them."""
    html = client_of(bob).get(f"{LIST}{draw.pk}/").content.decode()
    assert "fr-badge--success" in html
    assert "France Titres" not in html
    assert client_of(bob).get(f"{LIST}{draw.pk}.csv").status_code == 404


def test_a_week_not_drawn_yet_has_no_file(
    nationale: User, client_of: Callable[[User], Client]
) -> None:
    coming = seed_week(week=date(2026, 11, 30))
    assert client_of(nationale).get(f"{LIST}{coming.pk}.csv").status_code == 404
