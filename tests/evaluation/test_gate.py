"""The release gate beyond its page: a refused release does not start, and administrators see it."""

from collections.abc import Callable
from typing import Any

import pytest
from asgiref.sync import async_to_sync
from django.core.management import CommandError, call_command
from django.test import Client

from apps.accounts.models import User
from apps.evaluation.enums import ReleaseState, Verdict
from apps.evaluation.models import EvaluationRun, EvaluationSet
from apps.evaluation.reports import release_state
from apps.evaluation.services import decide_release
from apps.operations.demonstration.seed import QUESTION_SET, seed_demonstration
from apps.operations.doctor import database
from apps.operations.doctor.findings import State
from apps.operations.readiness import ReleaseRefused, require_release
from franceservices.lifespan import ServerLifespan
from tests.support.database import transactional

pytestmark = pytest.mark.django_db
RunWith = Callable[[Callable[[str], Verdict]], EvaluationRun]


def decide(run_with: RunWith, verdict: Verdict, user: User, settings: Any) -> None:
    """Put a run of twelve questions, all judged alike, to the gate."""
    settings.QUALITY_MIN_QUESTIONS = 12
    decide_release(run=run_with(lambda _case: verdict), user=user)


def test_a_refused_release_does_not_start_where_the_gate_is_on(
    run_with: RunWith, bob: User, settings: Any
) -> None:
    """S-11."""
    decide(run_with, Verdict.PARTIAL, bob, settings)
    assert release_state() == ReleaseState.REFUSED
    require_release()
    settings.RELEASE_GATE = True
    with pytest.raises(ReleaseRefused, match="sous le seuil"):
        require_release()


def test_an_accepted_release_starts_and_so_does_one_never_evaluated(
    run_with: RunWith, bob: User, settings: Any
) -> None:
    """S-11: the first installation has nothing to be judged by."""
    settings.RELEASE_GATE = True
    assert release_state() == ReleaseState.NEVER_EVALUATED
    require_release()
    decide(run_with, Verdict.RIGHT, bob, settings)
    assert release_state() == ReleaseState.ACCEPTED
    require_release()


def test_the_last_decision_counts(run_with: RunWith, bob: User, settings: Any) -> None:
    settings.RELEASE_GATE = True
    decide(run_with, Verdict.DANGEROUS, bob, settings)
    decide(run_with, Verdict.RIGHT, bob, settings)
    require_release()


@transactional
def test_neither_pages_nor_worker_start_with_a_refused_release(
    run_with: RunWith, bob: User, settings: Any
) -> None:
    """S-11: the process says why and ends; what served before goes on."""
    decide(run_with, Verdict.PARTIAL, bob, settings)
    settings.RELEASE_GATE = True
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, str]:
        return {"type": "lifespan.startup"}

    async def send(message: Any) -> None:
        sent.append(message)

    async def pages(*_args: object) -> None:
        raise AssertionError

    async_to_sync(ServerLifespan(pages))({"type": "lifespan"}, receive, send)
    assert [message["type"] for message in sent] == ["lifespan.startup.failed"]
    assert "sous le seuil" in sent[0]["message"]
    with pytest.raises(CommandError, match="sous le seuil"):
        call_command("procrastinate", "worker")


def test_administrators_are_told_on_their_first_page(
    run_with: RunWith, bob: User, emma: User, settings: Any, client_of: Callable[[User], Client]
) -> None:
    """S-11: a refused release that answers all the same is never silent."""
    address = "/administration/utilisateurs/"
    assert "fr-alert--error" not in client_of(emma).get(address).content.decode()
    decide(run_with, Verdict.PARTIAL, bob, settings)
    html = client_of(emma).get(address).content.decode()
    assert "fr-alert--error" in html
    assert "sous le seuil" in html
    assert client_of(emma).get("/readyz").json()["release"] == "refused"


def test_the_doctor_tells_what_the_gate_says(run_with: RunWith, bob: User, settings: Any) -> None:
    """S-11."""
    assert "jamais été évaluée" in database.release().text
    decide(run_with, Verdict.PARTIAL, bob, settings)
    assert database.release().state is State.TO_SEE
    settings.RELEASE_GATE = True
    refused = database.release()
    assert refused.state is State.BROKEN
    assert "sous le seuil" in refused.text
    decide(run_with, Verdict.RIGHT, bob, settings)
    assert database.release().state is State.OK


@transactional
@pytest.mark.timeout(200)
def test_the_demonstration_has_a_set_for_the_gate() -> None:
    """S-11: a run and a decision are one click away; masking changes none of its questions."""
    seed_demonstration(report=lambda _line: None)
    cases = EvaluationSet.objects.get(name=QUESTION_SET).cases.all()
    assert len(cases) == 40
    assert not [case for case in cases if "⟦" in case.question]
