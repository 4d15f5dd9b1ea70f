"""A model judges the answers of a run by a job: kept, stopped, gone on with, never counted."""

import json
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from apps.accounts.models import User
from apps.answering.enums import DrafterName
from apps.audit.models import AuditEvent
from apps.evaluation.enums import Choice, RunStatus, Verdict
from apps.evaluation.judge_reports import judging_totals
from apps.evaluation.models import EvaluationRun, EvaluationSet, Judging, Opinion
from apps.evaluation.opinions import Said
from apps.evaluation.reports import case_to_compare, run_quality
from apps.evaluation.services import (
    NoJudgeConfigured,
    add_golden_case,
    cancel_judging,
    carry_out_judging,
    carry_out_run,
    decide_release,
    import_cases,
    judge_result,
    prefer,
    request_judging,
    request_run,
    start_comparison,
)
from tests.conversations.factories import AnswerFactory, CitationFactory
from tests.conversations.sheets import LOST_CARD_QUESTION, publish_sheet
from tests.evaluation.conftest import GRID, JUDGE, ROW, lines
from tests.evaluation.test_evaluate_command import QUESTIONS, evaluate, write
from tests.support.database import transactional
from tests.support.fakellm import FakeLlm
from tests.support.fakellm_modes import FakeMode, Plan

pytestmark = pytest.mark.django_db

Make = Callable[[Callable[[str], Verdict]], EvaluationRun]
ClientOf = Callable[[User], Client]
HARSH = {"verdict": "dangereuse", "exact": 1, "complet": 1, "clair": 1, "source": 1, "ton": 1}


def _right(_case: str) -> Verdict:
    return Verdict.RIGHT


def _judged(run: EvaluationRun, user: User) -> Judging:
    judging = request_judging(run=run, user=user)
    carry_out_judging(judging=judging)
    judging.refresh_from_db()
    return judging


def _jobs(name: str) -> int:
    return ProcrastinateJob.objects.filter(task_name=name).count()


@transactional
def test_a_run_asked_with_a_judge_is_judged_once_it_is_over(bob: User, judge: FakeLlm) -> None:
    """S-10."""
    publish_sheet()
    row = ROW | {"id": "1", "history": [], "question": LOST_CARD_QUESTION}
    golden = import_cases(name="Jeu", lines=lines(row), user=bob).set
    run = request_run(
        evaluation_set=golden, drafter=DrafterName.EXTRACTIVE, user=bob, with_judge=True
    )
    judging = run.judgings.get()
    assert (judging.status, _jobs("evaluation.judge")) == (RunStatus.QUEUED, 0)
    carry_out_run(run=run)
    assert _jobs("evaluation.judge") == 1
    carry_out_judging(judging=judging)
    judging.refresh_from_db()
    assert (judging.status, judging.done, judging.total) == (RunStatus.DONE, 1, 1)
    opinion = run.results.get().opinions.get()
    assert (opinion.verdict, opinion.scores["complete"]) == (Verdict.RIGHT, 4)
    assert (judging.model, judging.prompt_version) == (JUDGE, "judge-1")
    assert len(opinion.prompt_sha256) == 64
    message = judge.chat_requests[0].data["messages"][1]["content"]
    assert "Le renouvellement d'une carte d'identité perdue coûte 25 € en timbre fiscal." in message
    assert "Fiche F1344, En France" in message
    finished = AuditEvent.objects.get(kind="judging_finished")
    assert finished.payload["opinions"] == 1


@transactional
def test_what_the_judge_does_not_say_is_kept_as_such_and_asked_again(
    run_with: Make, bob: User, judge: FakeLlm
) -> None:
    bad = [Plan(text="Très bien !"), Plan(FakeMode.SERVER_ERROR), Plan(text=json.dumps(GRID)[:30])]
    judge.script.extend(bad)
    judging = _judged(run_with(_right), bob)
    totals = judging_totals(judging)
    assert (judging.status, judging.done, totals.n) == (RunStatus.DONE, 12, 9)
    assert totals.not_judged == {"model_invalid": 2, "model_down": 1}
    unsaid = judging.opinions.filter(verdict="")
    assert {score for each in unsaid.values_list("exact", "tone") for score in each} == {None}
    again = _judged(judging.run, bob)
    assert again == judging
    assert judging_totals(again).n == 12
    assert len(judge.chat_requests) == 15


@transactional
def test_one_that_is_stopped_keeps_its_opinions_and_goes_on_from_there(
    run_with: Make, bob: User, judge: FakeLlm, monkeypatch: pytest.MonkeyPatch
) -> None:
    judging = request_judging(run=run_with(_right), user=bob)
    keep = "apps.evaluation.services.judging._keep_opinion"
    whole_keep = carry_out_judging.__globals__["_keep_opinion"]

    def stop_after_first(one: Judging, about: object, said: Said) -> None:
        whole_keep(one, about, said)
        cancel_judging(judging=judging)

    with monkeypatch.context() as patch:
        patch.setattr(keep, stop_after_first)
        carry_out_judging(judging=judging)
    judging.refresh_from_db()
    assert (judging.status, judging.opinions.count()) == (RunStatus.CANCELLED, 1)
    assert _judged(judging.run, bob).opinions.count() == 12


@transactional
def test_the_answer_that_a_golden_question_was_made_of_is_judged_once_as_it_was_given(
    alice: User, bob: User, judge: FakeLlm
) -> None:
    """S-05: what was expected is not told, since it was made of this very answer."""
    answer = AnswerFactory(question__conversation__author=alice)
    CitationFactory(sentence__answer=answer)
    golden = EvaluationSet.objects.create(name="Jeu", created_by=bob)
    add_golden_case(answer=answer, evaluation_set=golden, is_right=True, user=bob)
    for _ in range(2):
        run = EvaluationRun.objects.create(
            set=golden, drafter=DrafterName.EXTRACTIVE, status=RunStatus.DONE
        )
        assert _judged(run, bob).status == RunStatus.DONE
    opinion = Opinion.objects.get()
    assert (opinion.answer, opinion.result, opinion.verdict) == (answer, None, Verdict.RIGHT)
    (request,) = judge.chat_requests
    message = request.data["messages"][1]["content"]
    assert "Ce n’est pas connu" in message
    assert "1. La nouvelle carte coûte 25 €." in message
    assert "Fiche F90001, En France › Coût" in message


def test_without_a_judge_nothing_is_asked(run_with: Make, bob: User, settings: Any) -> None:
    run = run_with(_right)
    with pytest.raises(NoJudgeConfigured):
        request_judging(run=run, user=bob)
    assert not Judging.objects.exists()
    settings.LLM_BASE_URL, settings.LLM_JUDGE_MODEL = "http://127.0.0.1:9/v1", "juge"
    judging = request_judging(run=run, user=bob)
    settings.LLM_JUDGE_MODEL = "autre"
    carry_out_judging(judging=judging)
    judging.refresh_from_db()
    assert judging.status == RunStatus.FAILED
    assert "ont changé" in judging.error


@transactional
def test_its_verdicts_enter_neither_exactness_nor_the_gate(
    run_with: Make, bob: User, judge: FakeLlm, settings: Any
) -> None:
    """S-11."""
    settings.QUALITY_MIN_QUESTIONS = 12
    judge.by_model[JUDGE] = Plan(text=json.dumps(HARSH))
    run = run_with(_right)
    before = run_quality(run)
    judging = _judged(run, bob)
    assert judging_totals(judging).verdicts["dangerous"] == 12
    assert run_quality(run) == before
    assert decide_release(run=run, user=bob).is_accepted


@transactional
def test_a_person_is_blind_until_they_judged_with_the_opinion_in_sight(
    run_with: Make, bob: User, judge: FakeLlm
) -> None:
    run = run_with(_right)
    first, second, third = run.results.all()[:3]
    judge_result(result=first, verdict=Verdict.RIGHT, user=bob)
    assert first.is_blind, "no opinion was there to be seen"
    _judged(run, bob)
    judge_result(result=second, verdict=Verdict.RIGHT, user=bob)
    assert not second.is_blind
    judge_result(result=second, verdict=Verdict.WRONG, user=bob, is_blind=True)
    assert not second.is_blind, "it was seen before"
    judge_result(result=third, verdict=Verdict.WRONG, user=bob, is_blind=True)
    assert third.is_blind


def test_an_opinion_is_of_one_answer_with_a_verdict_or_a_reason(run_with: Make, bob: User) -> None:
    run = run_with(_right)
    judging = Judging.objects.create(run=run, model=JUDGE, prompt_version="judge-1")
    scores = dict.fromkeys(("exact", "complete", "clear", "sourced", "tone"), 5)
    good = {"result": run.results.first(), "verdict": Verdict.RIGHT, **scores}
    bad = [
        good | {"result": None},
        good | {"verdict": "", "reason": ""},
        good | {"reason": "model_down"},
        good | {"tone": None},
        good | {"exact": 6},
        good | {"verdict": "", "reason": "model_down"},
    ]
    for fields in bad:
        with pytest.raises(IntegrityError), transaction.atomic():
            Opinion.objects.create(judging=judging, **fields)
    Opinion.objects.create(judging=judging, **good)


@transactional
def test_the_page_of_a_run_shows_each_opinion_and_its_totals(
    run_with: Make, bob: User, judge: FakeLlm, client_of: ClientOf
) -> None:
    """S-10."""
    run = run_with(_right)
    client, url = client_of(bob), f"/supervision/series/{run.pk}/"
    assert f"Demander l’avis de {JUDGE}" in client.get(url).content.decode()
    client.post(f"{url}avis-du-modele/")
    judging = run.judgings.get()
    under_way = client.get(f"{url}avis-du-modele/").content.decode()
    assert "<progress" in under_way
    assert "every 2s" in under_way
    carry_out_judging(judging=judging)
    over = client.get(f"{url}avis-du-modele/", headers={"HX-Request": "true"}).content.decode()
    assert "every 2s" not in over
    html = client.get(url).content.decode()
    assert "Verdicts sur 12 réponses" in html
    assert html.count("(Exact 5, Complet 4, Clair 4, Sourcé 5, Ton 5)") == 12
    assert html.count("verdict du modèle") == html.count("verdict des contrôles") == 12
    assert "Il n’entre ni dans l’exactitude publiée" in html


@transactional
def test_it_stops_from_the_page(
    run_with: Make, bob: User, judge: FakeLlm, client_of: ClientOf
) -> None:
    run = run_with(_right)
    judging = request_judging(run=run, user=bob)
    url = f"/supervision/series/{run.pk}/avis-du-modele/arret/"
    assert client_of(bob).post(url).status_code == 302
    judging.refresh_from_db()
    assert judging.status == RunStatus.CANCELLED


@transactional
def test_who_judges_blind_sees_no_verdict_and_stays_where_they_were(
    run_with: Make, bob: User, judge: FakeLlm, client_of: ClientOf
) -> None:
    """S-05."""
    run = run_with(_right)
    _judged(run, bob)
    client, url = client_of(bob), f"/supervision/series/{run.pk}/?a-l-aveugle=1"
    html = client.get(url).content.decode()
    assert "verdict du modèle" not in html
    assert "verdict des contrôles" not in html
    result = run.results.first()
    given = {"verdict": "partial", "page": 1, "blind": 1}
    response = client.post(f"/supervision/series/reponses/{result.pk}/", given)
    assert response["Location"].endswith(f"page=1&a-l-aveugle=1#case-{result.pk}")
    result.refresh_from_db()
    assert (result.human_verdict, result.is_blind) == ("partial", True)


@transactional
def test_a_comparison_shows_the_opinions_once_it_is_judged(
    run_with: Make, bob: User, judge: FakeLlm, client_of: ClientOf
) -> None:
    """S-10: nothing of the model while the person judges."""
    first, second = run_with(_right), run_with(_right)
    _judged(first, bob)
    judge.by_model[JUDGE] = Plan(text=json.dumps(HARSH))
    comparison = start_comparison(first=first, second=second, user=bob)
    client, url = client_of(bob), f"/supervision/comparaisons/{comparison.pk}/"
    while case := case_to_compare(comparison, bob.pk):
        assert "judge-1" not in client.get(url).content.decode()
        prefer(comparison=comparison, case=case, choice=Choice.SAME, user=bob)
    assert (
        "Aucun modèle juge n’a donné son avis sur les deux séries"
        in client.get(url).content.decode()
    )
    _judged(second, bob)
    html = client.get(url).content.decode()
    assert html.count("n = 12") == 2
    assert html.count("(Exact 5, Complet 4, Clair 4, Sourcé 5, Ton 5)") == 12
    assert html.count("(Exact 1, Complet 1, Clair 1, Sourcé 1, Ton 1)") == 12


def test_the_form_offers_the_judge_only_where_there_is_one(
    small_set: EvaluationSet, bob: User, client_of: ClientOf, settings: Any
) -> None:
    client, url = client_of(bob), f"/supervision/jeux/{small_set.pk}/"
    asked = {"answers_by": "extractive||", "with_judge": "on"}
    assert "with_judge" not in client.get(url).content.decode()
    client.post(f"{url}serie/", asked)
    assert not Judging.objects.exists(), "what is not offered cannot be asked"
    settings.LLM_BASE_URL, settings.LLM_JUDGE_MODEL = "http://127.0.0.1:9/v1", "juge"
    assert "with_judge" in client.get(url).content.decode()
    client.post(f"{url}serie/", asked)
    assert Judging.objects.get().model == "juge"


@transactional
def test_the_command_asks_the_judge_and_stores_nothing(tmp_path: Path, judge: FakeLlm) -> None:
    """S-10."""
    publish_sheet()
    judge.script.extend([Plan(text=json.dumps(GRID)), Plan(text="Rien à dire.")])
    path = write(tmp_path / "questions.jsonl", QUESTIONS)
    figures = evaluate("answers", "--questions", path, "--drafter", "extractive", "--judge")
    assert figures["n"] == 2
    said = figures["judge"]
    assert (said["model"], said["prompt_version"], said["n"]) == (JUDGE, "judge-1", 1)
    assert said["not_judged"] == {"model_invalid": 1}
    assert said["verdicts"] == {"right": 1, "partial": 0, "wrong": 0, "dangerous": 0}
    assert said["mean_scores"]["complete"] == 4
    assert not Opinion.objects.exists()


def test_the_command_refuses_a_judge_that_is_not_configured(tmp_path: Path) -> None:
    path = write(tmp_path / "questions.jsonl", QUESTIONS)
    with pytest.raises(CommandError) as refused:
        call_command("evaluate", "answers", "--questions", path, "--judge", stdout=StringIO())
    assert refused.value.returncode == 2
    assert "LLM_JUDGE_MODEL" in str(refused.value)


def test_only_supervisors_ask_a_model_or_stop_it(
    run_with: Make, alice: User, bob: User, client_of: ClientOf, client: Client
) -> None:
    url = f"/supervision/series/{run_with(_right).pk}/avis-du-modele/"
    for act in (url, f"{url}arret/"):
        assert client_of(alice).post(act).status_code == 403
        assert "/compte/" in client.post(act)["Location"]
    assert client_of(alice).get(url).status_code == 403
    assert client_of(bob).get(f"{url}arret/").status_code == 405
    unknown = "/supervision/series/00000000-0000-4000-8000-000000000000/avis-du-modele/"
    assert client_of(bob).get(unknown).status_code == 404
    html = client_of(bob).post(url, follow=True).content.decode()
    assert "Aucun modèle juge n’est configuré" in html
    assert not Judging.objects.exists()
