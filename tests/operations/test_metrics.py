"""`/metrics`: jobs, models and sheets in numbers; no content, nobody."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.utils import timezone

from apps.accounts.models import User
from apps.conversations.models import Answer
from apps.operations import metrics
from tests.conversations.conftest import ask_as
from tests.conversations.factories import AnswerFactory
from tests.sheets.factories import RevisionFactory

pytestmark = pytest.mark.django_db


def told(client: Client) -> dict[str, float]:
    """Our own lines, each with its value."""
    text = client.get("/metrics").content.decode()
    lines = re.findall(r"^(assistant_\S+(?: [^0-9]\S*)*) ([0-9.e+-]+)$", text, re.M)
    return {name: float(value) for name, value in lines}


def run(model: str, first: int | None, total: int, tokens: int, **more: Any) -> dict[str, Any]:
    usage = {"prompt_tokens": 100, "completion_tokens": tokens}
    facts = {"model": model, "first_piece_ms": first, "total_ms": total, "failure": None}
    return {**facts, "usage": usage, **more}


def test_jobs_are_told_by_state_with_the_oldest_wait(client: Client) -> None:
    """O-03."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_jobs (task_name, queue_name, status)"
            " VALUES ('a', 'q', 'todo'), ('b', 'q', 'todo'), ('c', 'q', 'failed')"
        )
        cursor.execute("UPDATE procrastinate_events SET at = now() - interval '90 s'")
    found = told(client)
    assert found['assistant_jobs{state="waiting"}'] == 2
    assert found['assistant_jobs{state="running"}'] == 0
    assert found['assistant_jobs{state="failed"}'] == 1
    assert 89 < found["assistant_oldest_waiting_job_seconds"] < 120


def test_first_token_and_speed_are_told_by_model(client: Client, alice: User) -> None:
    """O-03: of the last quarter of an hour."""
    runs = [
        [run("small", None, 900, 0, failure="model_down", usage=None), run("large", 400, 2400, 80)],
        [run("large", 600, 1600, 80)],
    ]
    for each in runs:
        AnswerFactory(
            question__conversation__author=alice, model="large", parameters={"runs": each}
        )
    old = AnswerFactory(
        question__conversation__author=alice,
        model="large",
        parameters={"runs": [run("large", 9000, 9001, 1)]},
    )
    hour_ago = timezone.now() - timedelta(hours=1)
    Answer.objects.filter(pk=old.pk).update(created_at=hour_ago)
    found = told(client)
    first = "assistant_model_first_token_seconds"
    assert found[first + '{model="large",quantile="0.5"}'] == 0.6
    assert found[first + '{model="large",quantile="0.95"}'] == 0.6
    assert found['assistant_model_tokens_per_second{model="large",quantile="0.95"}'] == 80
    assert found['assistant_model_calls{model="large",outcome="ok"}'] == 2
    assert found['assistant_model_calls{model="small",outcome="model_down"}'] == 1


def test_answers_made_of_extracts_are_told_by_reason(client: Client, alice: User) -> None:
    """O-03: errors."""
    for reason in ("model_down", "model_down", "daily_limit"):
        AnswerFactory(question__conversation__author=alice, degraded_reason=reason)
    found = told(client)
    assert found['assistant_answers_degraded{reason="model_down"}'] == 2
    assert found['assistant_answers_degraded{reason="daily_limit"}'] == 1


def test_the_age_of_sheets_is_told(client: Client) -> None:
    """O-03."""
    today = timezone.localdate()
    for days in (10, 20, 400):
        RevisionFactory(source_date=today - timedelta(days=days))
    RevisionFactory(review_due=today - timedelta(days=1))
    found = told(client)
    assert found["assistant_sheets_published"] == 4
    assert found["assistant_sheets_due"] == 1
    assert found['assistant_sheet_age_days{quantile="0.5"}'] == 20
    assert found['assistant_sheet_age_days{quantile="0.95"}'] == 400


def test_no_content_and_nobody_is_told(client: Client, alice: User) -> None:
    """O-03 and O-04."""
    answer = ask_as(alice).answer
    text = client.get("/metrics").content.decode()
    hidden = [alice.email, alice.full_name, str(alice.pk), str(answer.pk), "carte", "Guéret"]
    assert [words for words in hidden if words in text] == []
    assert told(client)["assistant_answers_unfinished"] == 1


def test_in_production_only_the_token_opens_it(client: Client, settings: Any) -> None:
    """O-03: a scraper has no account."""
    settings.PRODUCTION = True
    assert client.get("/metrics").status_code == 404
    settings.METRICS_TOKEN = "un-jeton"
    for sent in ({}, {"Authorization": "Bearer autre"}, {"Authorization": "Bearer "}):
        assert client.get("/metrics", headers=sent).status_code == 401
    assert client.get("/metrics", headers={"Authorization": "Bearer un-jeton"}).status_code == 200


def test_a_database_that_is_away_leaves_the_rest(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away() -> None:
        raise OperationalError

    monkeypatch.setattr(metrics, "_jobs", away)
    response = client.get("/metrics")
    assert response.status_code == 200
    assert "assistant_jobs" not in response.content.decode()
    assert "django_http_requests_total" in response.content.decode()
