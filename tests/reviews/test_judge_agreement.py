"""How far a model that judges agrees with people: on reviewed answers, on answers of runs."""

from collections.abc import Callable

import pytest
from django.test import Client

from apps.accounts.models import User
from apps.conversations.models import Answer
from apps.evaluation.enums import RunStatus, Verdict
from apps.evaluation.models import (
    EvaluationCase,
    EvaluationResult,
    EvaluationRun,
    EvaluationSet,
    Judging,
    Opinion,
)
from apps.reviews.judge_agreement import judge_agreements
from apps.reviews.models import ReviewItem
from tests.reviews.factories import answer_of, judge

pytestmark = pytest.mark.django_db

# (people's, model's): how often. Observed .625, by chance .5625, so that kappa is 1/7.
TABLE = {
    ("right", "right"): 20,
    ("right", "wrong"): 5,
    ("wrong", "right"): 10,
    ("wrong", "wrong"): 5,
}
SCORES = {"exact": 4, "complete": 5, "clear": 4, "sourced": 5, "tone": 5}


@pytest.fixture
def judging(bob: User) -> Judging:
    golden = EvaluationSet.objects.create(name="Jeu", created_by=bob)
    run = EvaluationRun.objects.create(set=golden, drafter="extractive", status=RunStatus.DONE)
    return Judging.objects.create(
        run=run, model="juge", prompt_version="judge-1", status=RunStatus.DONE
    )


def reviewed(judging: Judging, alice: User, bob: User, person: str, model: str) -> Answer:
    """An answer with a review that settles it, and an opinion."""
    answer = answer_of(alice)
    judge(answer, bob, verdict=person, exact=5, complete=2)
    Opinion.objects.create(judging=judging, answer=answer, verdict=model, **SCORES)
    return answer


def in_a_run(judging: Judging, person: str, model: str, *, is_blind: bool) -> None:
    """An answer of the run that a person judged, and an opinion."""
    number = judging.run.set.cases.count()
    case = EvaluationCase.objects.create(
        set=judging.run.set, external_id=str(number), question="Combien coûte la carte ?"
    )
    result = EvaluationResult.objects.create(
        run=judging.run,
        case=case,
        status="answered",
        milliseconds=1,
        checked_verdict="right",
        human_verdict=person,
        is_blind=is_blind,
    )
    Opinion.objects.create(judging=judging, result=result, verdict=model, **SCORES)


def test_it_is_compared_with_the_verdict_that_holds(
    judging: Judging, alice: User, bob: User
) -> None:
    """S-05."""
    for (person, model), count in TABLE.items():
        for _ in range(count):
            reviewed(judging, alice, bob, person, model)
    (found,) = judge_agreements()
    assert (found.model, found.prompt_version, found.reviewed.n) == ("juge", "judge-1", 40)
    assert found.reviewed.is_enough
    assert found.reviewed.agreement.observed == pytest.approx(0.625)
    assert found.reviewed.agreement.kappa == pytest.approx(1 / 7)
    assert found.reviewed.rows == [
        ("right", [20, 0, 5, 0]),
        ("partial", [0, 0, 0, 0]),
        ("wrong", [10, 0, 5, 0]),
        ("dangerous", [0, 0, 0, 0]),
    ]
    exact, complete = found.criteria[:2]
    assert (exact.agreement.n, exact.agreement.observed, exact.near) == (40, 0, 1)
    assert (complete.agreement.observed, complete.near) == (0, 0)
    assert found.blind.n == 0


def test_an_answer_that_is_not_settled_or_has_no_opinion_counts_for_nothing(
    judging: Judging, alice: User, bob: User
) -> None:
    open_one = reviewed(judging, alice, bob, "right", "right")
    ReviewItem.objects.filter(pk=open_one.pk).update(stage="third", verdict="")
    silent = answer_of(alice)
    judge(silent, bob, verdict="right")
    Opinion.objects.create(judging=judging, answer=silent, reason="model_slow")
    (found,) = judge_agreements()
    assert found.reviewed.n == 0


def test_of_answers_of_runs_only_those_judged_blind_count(judging: Judging) -> None:
    """S-05."""
    for is_blind in (True, True, False):
        in_a_run(judging, "right", "partial", is_blind=is_blind)
    (found,) = judge_agreements()
    assert found.blind.n == 2
    assert found.blind.rows[0] == ("right", [0, 2, 0, 0])


def test_too_few_say_nothing_and_enough_say_how_sure_it_is(
    judging: Judging, bob: User, client_of: Callable[[User], Client]
) -> None:
    """S-05."""
    client, url = client_of(bob), "/supervision/modele-juge/"
    for number in range(29):
        verdict = Verdict.RIGHT if number % 2 else Verdict.WRONG
        in_a_run(judging, verdict, verdict, is_blind=True)
    html = client.get(url).content.decode()
    assert "29 réponses sur les 30 qu’il faut" in html
    assert "0 réponse sur les 30 qu’il faut" in html
    assert "kappa" not in html
    in_a_run(judging, "right", "dangerous", is_blind=True)
    html = client.get(url).content.decode()
    assert "30 réponses\u00a0; même verdict pour 96,7\u00a0%." in html
    assert "Kappa de Cohen" in html
    assert "<caption" in html


def test_the_page_says_when_nothing_was_asked(
    bob: User, alice: User, client_of: Callable[[User], Client]
) -> None:
    url = "/supervision/modele-juge/"
    assert "Aucun modèle juge n’a encore été interrogé" in client_of(bob).get(url).content.decode()
    assert client_of(alice).get(url).status_code == 403
