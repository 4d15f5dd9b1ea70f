"""Runs of a set: the whole pipeline by a job, checks, verdicts, comparisons, the release gate."""

import json
from collections.abc import Callable
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from apps.accounts.models import User
from apps.answering.enums import AnswerStatus, CheckStatus, DrafterName, ProblemKind, Section
from apps.answering.events import Citation, Problem, Sentence
from apps.audit.models import AuditEvent
from apps.conversations.assistant import NoModelConfigured
from apps.evaluation.answers import Record
from apps.evaluation.enums import Choice, RunStatus, Verdict
from apps.evaluation.golden import GoldenQuestion
from apps.evaluation.judging import check, share_weighted_like_demand, verdict_of
from apps.evaluation.models import Comparison, EvaluationRun, EvaluationSet, ReleaseDecision
from apps.evaluation.reports import case_to_compare, comparison_outcome, run_quality
from apps.evaluation.services import (
    cancel_run,
    carry_out_run,
    decide_release,
    import_cases,
    judge_result,
    prefer,
    request_run,
    resume_run,
    start_comparison,
)
from apps.evaluation.services.comparing import NotComparable, is_swapped
from tests.answering.support import passage
from tests.conversations.sheets import LOST_CARD_QUESTION, publish_sheet
from tests.evaluation.conftest import ROW, lines
from tests.support.database import transactional

pytestmark = pytest.mark.django_db

Make = Callable[[Callable[[str], Verdict]], EvaluationRun]
BEYOND = {"id": "2", "kind": "unanswerable", "question": "Quel temps fera-t-il à Limoges demain ?"}


def _set(user: User) -> EvaluationSet:
    row = ROW | {"id": "1", "history": [], "question": LOST_CARD_QUESTION}
    return import_cases(name="Jeu", lines=lines(row, BEYOND), user=user).set


@transactional
def test_a_run_asks_every_question_by_the_whole_pipeline(bob: User) -> None:
    """S-10."""
    publish_sheet()
    run = request_run(evaluation_set=_set(bob), drafter=DrafterName.EXTRACTIVE, user=bob)
    assert (run.status, run.total) == (RunStatus.QUEUED, 2)
    carry_out_run(run=run)
    run.refresh_from_db()
    assert (run.status, run.done) == (RunStatus.DONE, 2)
    card, weather = run.results.order_by("case__external_id")
    assert (card.checks["facts_covered"], card.checked_verdict) == (1, Verdict.RIGHT)
    assert all(c["is_verbatim"] for each in card.sentences for c in each["citations"])
    assert (weather.status, weather.checked_verdict) == ("abstained_out_of_scope", Verdict.RIGHT)
    assert AuditEvent.objects.filter(kind="evaluation_run_finished").exists()


@transactional
def test_a_stopped_run_keeps_its_answers_and_goes_on_from_there(
    bob: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish_sheet()
    run = request_run(evaluation_set=_set(bob), drafter=DrafterName.EXTRACTIVE, user=bob)
    kept = "apps.evaluation.services.running.check"
    whole_check = check

    def stop_after_first(record: Record, question: GoldenQuestion) -> object:
        if run.results.exists():
            cancel_run(run=run)
        return whole_check(record, question)

    with monkeypatch.context() as patch:
        patch.setattr(kept, stop_after_first)
        carry_out_run(run=run)
    run.refresh_from_db()
    assert (run.status, run.results.count()) == (RunStatus.CANCELLED, 1)
    assert resume_run(run=run, user=bob)
    carry_out_run(run=run)
    run.refresh_from_db()
    assert (run.status, run.done) == (RunStatus.DONE, 2)


def test_a_run_does_not_go_on_with_another_lexicon(
    bob: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = request_run(evaluation_set=_set(bob), drafter=DrafterName.EXTRACTIVE, user=bob)
    monkeypatch.setattr("apps.sheets.search.weights.__file__", __file__)
    carry_out_run(run=run)
    run.refresh_from_db()
    assert run.status == RunStatus.FAILED
    assert "lexique" in run.error


def test_a_model_that_is_not_configured_is_refused(bob: User) -> None:
    with pytest.raises(NoModelConfigured):
        request_run(evaluation_set=_set(bob), drafter=DrafterName.LLM, model="x", user=bob)
    assert not EvaluationRun.objects.exists()


SOURCE = passage("La carte coûte 25 €.")
RIGHT = Sentence(
    0, Section.SUMMARY, "25 €", (Citation(1, SOURCE, SOURCE.text),), CheckStatus.SUPPORTED
)
FORGED = Sentence(0, Section.SUMMARY, "25 €", (Citation(1, SOURCE, "26 €"),), CheckStatus.SUPPORTED)
DOUBT = Sentence(
    0, Section.SUMMARY, "25 €", (Citation(1, SOURCE, SOURCE.text),), CheckStatus.TO_CHECK
)
ABSENT = Problem(ProblemKind.FIGURE_ABSENT, 0, 4, "30 €")
INVENTED = Sentence(0, Section.SUMMARY, "30 €", (), CheckStatus.UNSUPPORTED, (ABSENT,))


def _question(*facts: str, kind: str = "simple", gold: tuple[str, ...] = ()) -> GoldenQuestion:
    return GoldenQuestion(id="1", kind=kind, question="?", history=(), gold=gold, facts=facts)


@pytest.mark.parametrize(
    ("status", "sentences", "question", "verdict"),
    [
        ("answered", [RIGHT], _question("coûte 25 €"), "right"),
        ("answered", [RIGHT], _question("coûte 25 €", "autre fait"), "partial"),
        ("answered", [RIGHT], _question("autre fait"), "wrong"),
        ("answered", [RIGHT], _question(gold=(SOURCE.sheet_id,)), "right"),
        ("answered", [RIGHT], _question(), "wrong"),
        ("answered", [DOUBT], _question("coûte 25 €"), "partial"),
        ("answered", [FORGED], _question("coûte 25 €"), "dangerous"),
        ("answered", [RIGHT, INVENTED], _question("coûte 25 €"), "dangerous"),
        ("abstained_no_sheet", [], _question("coûte 25 €"), "wrong"),
        ("abstained_no_sheet", [], _question(kind="unanswerable"), "right"),
        ("answered", [RIGHT], _question(kind="unanswerable"), "wrong"),
    ],
)
def test_the_checks_give_a_strict_verdict(
    status: str, sentences: list[Sentence], question: GoldenQuestion, verdict: str
) -> None:
    record = Record("1", AnswerStatus(status), tuple(sentences))
    assert verdict_of(check(record, question), question) == verdict


def test_operators_weigh_what_they_have_of_the_demand() -> None:
    """S-10: 19/16/16/15/14/20."""
    operators = ("Caf", "Assurance maladie", "DGFiP", "Assurance retraite", "Justice", "La Poste")
    pairs = [("France Titres", "wrong"), *((operator, "right") for operator in operators)]
    estimate = share_weighted_like_demand(pairs, Verdict.RIGHT)
    assert estimate.share == pytest.approx(0.81)
    assert estimate.covered == 1


def test_a_person_s_verdict_stands_above_the_checks(run_with: Make, bob: User) -> None:
    run = run_with(lambda _id: Verdict.RIGHT)
    result = run.results.first()
    judge_result(result=result, verdict=Verdict.DANGEROUS, user=bob)
    quality = run_quality(run)
    assert quality.verdicts == {"right": 11, "dangerous": 1}
    assert quality.judged_by_people == 1


def test_sides_are_drawn_by_the_seed_and_put_right_when_counted(run_with: Make, bob: User) -> None:
    """S-10: blind, side by side."""
    good, bad = run_with(lambda _id: Verdict.RIGHT), run_with(lambda _id: Verdict.WRONG)
    comparison = start_comparison(first=good, second=bad, user=bob, seed="1")
    swapped = {}
    while case := case_to_compare(comparison, bob.pk):
        swapped[case.pk] = is_swapped(comparison, case)
        side = Choice.RIGHT if swapped[case.pk] else Choice.LEFT
        prefer(comparison=comparison, case=case, choice=side, user=bob)
    outcome = comparison_outcome(comparison)
    assert (outcome.first, outcome.second) == (12, 0)
    assert 0 < sum(swapped.values()) < 12
    again = start_comparison(first=good, second=bad, user=bob, seed="1")
    assert {case.pk: is_swapped(again, case) for case in good.set.cases.all()} == swapped


def test_the_page_of_a_comparison_does_not_say_which_run_is_which(
    run_with: Make, bob: User, client_of: Callable[[User], Client]
) -> None:
    runs = [run_with(lambda _id: Verdict.RIGHT) for _ in range(2)]
    comparison = start_comparison(first=runs[0], second=runs[1], user=bob)
    client, url = client_of(bob), f"/supervision/comparaisons/{comparison.pk}/"
    html = client.get(url).content.decode()
    assert "extractive" not in html
    case = case_to_compare(comparison, bob.pk)
    assert client.post(url, {"case": case.pk, "choice": "left"}).status_code == 302
    assert case_to_compare(comparison, bob.pk) != case
    assert Comparison.objects.get().preferences.count() == 1


def test_runs_of_two_sets_are_not_compared(run_with: Make, bob: User) -> None:
    run = run_with(lambda _id: Verdict.RIGHT)
    with pytest.raises(NotComparable):
        start_comparison(first=run, second=run, user=bob)


@pytest.fixture
def few(settings: object) -> None:
    settings.QUALITY_MIN_QUESTIONS = 12


def test_a_release_above_the_floors_is_accepted(run_with: Make, bob: User, few: None) -> None:
    """S-11."""
    decision = decide_release(run=run_with(lambda _id: Verdict.RIGHT), user=bob)
    assert (decision.is_accepted, decision.reasons) == (True, [])
    assert AuditEvent.objects.get(kind="release_accepted").payload["fingerprint"]


@pytest.mark.parametrize(
    ("verdict", "reason"),
    [
        (Verdict.PARTIAL, "Exactitude de 81,0\u00a0%"),
        (Verdict.DANGEROUS, "dangereuses : 19,0\u00a0%"),
    ],
)
def test_a_release_below_the_floors_is_refused_and_says_why(
    verdict: Verdict, reason: str, run_with: Make, bob: User, few: None
) -> None:
    """S-11."""
    run = run_with(lambda case: verdict if case.startswith("France") else Verdict.RIGHT)
    decision = decide_release(run=run, user=bob)
    assert not decision.is_accepted
    assert reason in " ".join(decision.reasons)
    assert AuditEvent.objects.get(kind="release_refused").payload["reasons"] == decision.reasons


def test_a_small_set_lets_nothing_through(run_with: Make, bob: User, settings: object) -> None:
    settings.QUALITY_MIN_QUESTIONS = 200
    decision = decide_release(run=run_with(lambda _id: Verdict.RIGHT), user=bob)
    assert "200" in decision.reasons[0]


def test_the_page_says_what_stands_and_why(
    run_with: Make, bob: User, few: None, client_of: Callable[[User], Client]
) -> None:
    """S-11."""
    client = client_of(bob)
    run = run_with(lambda _id: Verdict.WRONG)
    response = client.post(f"/supervision/series/{run.pk}/seuils/", follow=True)
    assert "Exactitude de 0,0\u00a0%" in response.content.decode()
    assert ReleaseDecision.objects.get().decided_by == bob


def test_the_command_fails_for_a_release_never_judged_or_refused(
    run_with: Make, bob: User, few: None
) -> None:
    """S-11."""
    with pytest.raises(CommandError) as never:
        call_command("release_gate", "--json", stdout=StringIO())
    assert never.value.returncode == 1
    decide_release(run=run_with(lambda _id: Verdict.WRONG), user=bob)
    out = StringIO()
    with pytest.raises(CommandError) as refused:
        call_command("release_gate", "--json", stdout=out)
    assert refused.value.returncode == 1
    assert json.loads(out.getvalue())["accepted"] is False
    decide_release(run=run_with(lambda _id: Verdict.RIGHT), user=bob)
    call_command("release_gate", "--json", stdout=out)


def test_every_page_shows_itself(
    run_with: Make, bob: User, client_of: Callable[[User], Client]
) -> None:
    run = run_with(lambda _id: Verdict.RIGHT)
    run_with(lambda _id: Verdict.PARTIAL)
    client = client_of(bob)
    pages = ("jeux/", f"jeux/{run.set_id}/", f"series/{run.pk}/", "versions/")
    for page in pages:
        assert client.get(f"/supervision/{page}").status_code == 200
    begun = client.post(f"/supervision/jeux/{run.set_id}/serie/", {"answers_by": "extractive||"})
    url = begun["Location"]
    fragment = client.get(url, headers={"HX-Request": "true"}).content.decode()
    assert "<progress" in fragment
    assert client.post(f"{url}arret/").status_code == 302
    over = client.get(url, headers={"HX-Request": "true"}).content.decode()
    assert "hx-get" not in over
    assert "/seuils/" in over, "the last fragment brings what can be done next"
