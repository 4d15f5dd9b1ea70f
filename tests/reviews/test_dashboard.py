"""The dashboard: within the scope, about five people at least, from the random stratum only."""

import csv
import hashlib
import io
import zipfile
from collections.abc import Callable
from datetime import date, datetime, timedelta
from uuid import UUID

import pytest
from django.test import Client
from django.utils import timezone
from lxml import etree

from apps.accounts.models import Desk, User
from apps.answering.enums import AnswerStatus, CheckStatus
from apps.conversations.models import Answer, Draft, Feedback, Handover, Question
from apps.evaluation.models import EvaluationCase
from apps.reviews.enums import ReviewRound
from apps.reviews.models import LineSuppression, Review
from apps.reviews.quality.cells import Dimension, Filter
from apps.reviews.quality.dashboard import build_dashboard
from apps.reviews.quality.delays import THRESHOLDS_MS, histogram
from apps.reviews.quality.periods import Quarter
from apps.reviews.quality.refreshing import refresh_weeks
from apps.reviews.quality.spreadsheets import as_csv, as_ods
from apps.reviews.templatetags.quality import percent
from tests.accounts.factories import UserFactory
from tests.conversations.factories import (
    AnswerFactory,
    AnswerSentenceFactory,
    CitationFactory,
    ConversationFactory,
)

pytestmark = pytest.mark.django_db

WEEK = date(2026, 10, 12)
QUARTER = Quarter(2026, 4)
PAGE = "/supervision/tableau-de-bord/"


def asked(author: User, operator: str = "ants", day: int = 0, **fields: object) -> Answer:
    """One answered request of that week."""
    answer = AnswerFactory(
        question__conversation=ConversationFactory(author=author),
        question__operators=[operator],
        question__themes=["Papiers"],
        timings_ms={"first_text": 900, "total": 4000},
        **fields,
    )
    at = timezone.make_aware(datetime(2026, 10, 12 + day, 10))
    Question.objects.filter(pk=answer.question_id).update(created_at=at)
    return answer


def bit_of(person_id: UUID) -> int:
    """The bit that stands for a person, as WeeklyFigure says."""
    return int(hashlib.md5(str(person_id).encode()).hexdigest()[:8], 16) % 63  # noqa: S324


@pytest.fixture
def six(gueret: Desk) -> list[User]:
    """Six counsellors of the Creuse whose bits differ."""
    by_bit = {bit_of(UUID(int=number)): UUID(int=number) for number in range(1, 12)}
    return [UserFactory(pk=pk, desk=gueret) for pk in list(by_bit.values())[:6]]


def judge(
    answer: Answer,
    reviewer: User,
    verdict: str,
    stratum: str = "random",
    round: int = ReviewRound.FIRST,
) -> Review:
    scores = dict.fromkeys(("exact", "complete", "clear", "sourced", "tone"), 4)
    return Review.objects.create(
        answer=answer, reviewer=reviewer, verdict=verdict, stratum=stratum, round=round, **scores
    )


def test_it_counts_requests_answers_sentences_drafts_ratings_and_delays(
    six: list[User], bob: User
) -> None:
    """S-09."""
    answers = [asked(person) for person in six]
    declined = asked(six[0], status=AnswerStatus.ABSTAINED_NO_SHEET)
    AnswerSentenceFactory(answer=answers[0])
    AnswerSentenceFactory(answer=answers[1], check_status=CheckStatus.TO_CHECK)
    for answer in answers:
        Handover.objects.create(answer=answer, channel="copy", text="…")
    Draft.objects.create(answer=answers[0], text="…", version=3)
    Draft.objects.create(answer=answers[1], text="…", version=1)
    for number, answer in enumerate(answers):
        Feedback.objects.create(
            conversation=answer.conversation,
            answer=answer,
            author=answer.question.asked_by,
            vote="helpful" if number else "not_helpful",
        )
    slow = answers[2]
    Answer.objects.filter(pk=slow.pk).update(timings_ms={"first_text": 2001, "total": 15_001})
    refresh_weeks([WEEK])
    total = build_dashboard(bob, QUARTER).total
    assert total is not None
    counts = total.counts
    assert (counts.requests, counts.answered, counts.declined) == (7, 6, 1)
    assert (counts.sentences, counts.supported) == (2, 1)
    assert (total.edited.hits, total.edited.n) == (1, 6)
    assert (total.helpful.hits, total.helpful.n) == (5, 6)
    assert (total.prompt.hits, total.finished_in_time.hits, total.prompt.n) == (6, 6, 7)
    assert declined.question.asked_by == six[0]
    assert counts.first_text_delays == histogram([900] * 6 + [2001])
    assert counts.total_delays == histogram([4000] * 6 + [15_001])
    assert (total.first_text.half, total.first_text.p95) == (pytest.approx(900, rel=0.091), None)


def test_a_request_asked_again_counts_once_by_its_last_answer(six: list[User], bob: User) -> None:
    answers = [asked(person) for person in six]
    AnswerFactory(
        question=answers[0].question, number=2, status=AnswerStatus.ABSTAINED_OUT_OF_SCOPE
    )
    refresh_weeks([WEEK])
    total = build_dashboard(bob, QUARTER).total
    assert (total.counts.requests, total.counts.answered, total.counts.declined) == (6, 5, 1)


def test_exactness_comes_from_answers_drawn_at_random_only(six: list[User], bob: User) -> None:
    """S-09: answers reviewed for being risky say nothing of the others."""
    answers = [asked(person) for person in six]
    for answer in answers:
        judge(answer, bob, "right")
    for person in six:
        judge(asked(person), bob, "wrong", stratum="risk")
    refresh_weeks([WEEK])
    total = build_dashboard(bob, QUARTER).total
    assert (total.reviewed, total.exactness.share) == (6, 1.0)


def test_of_two_reviews_of_an_answer_the_later_counts(six: list[User], bob: User) -> None:
    answers = [asked(person) for person in six]
    for answer in answers:
        judge(answer, bob, "right")
    judge(answers[0], UserFactory(roles=["supervisor"]), "wrong", round=ReviewRound.SECOND)
    refresh_weeks([WEEK])
    total = build_dashboard(bob, QUARTER).total
    assert (total.reviewed, total.counts.judged_right) == (6, 5)


def test_another_departement_is_out_of_the_figures(six: list[User], david: User, bob: User) -> None:
    """S-01."""
    for person in [*six, david]:
        asked(person)
    refresh_weeks([WEEK])
    assert build_dashboard(bob, QUARTER).total.counts.requests == 6
    bob.is_national = True
    assert build_dashboard(bob, QUARTER).total.counts.requests == 7


def test_four_people_make_no_figure(six: list[User], bob: User) -> None:
    """S-09."""
    for person in six[:4]:
        asked(person)
    refresh_weeks([WEEK])
    assert build_dashboard(bob, QUARTER).total is None


def test_what_a_small_operator_hides_cannot_be_subtracted(six: list[User], bob: User) -> None:
    """S-09: neither from the total nor from the page of a theme."""
    for person in six:
        asked(person, "ants")
        asked(person, "caf")
        asked(person, "cpam")
    asked(six[0], "msa")
    refresh_weeks([WEEK])
    board = build_dashboard(bob, QUARTER)
    operators = board.breakdowns[Dimension.OPERATOR]
    assert (len(operators.rows), operators.hidden) == (2, 2)
    of_theme = build_dashboard(bob, QUARTER, Filter(Dimension.THEME, "Papiers"))
    assert len(of_theme.breakdowns[Dimension.OPERATOR].rows) == 2
    hidden = ({"ants", "caf", "cpam", "msa"} - {row.key for row in operators.rows}) - {"msa"}
    assert build_dashboard(bob, QUARTER, Filter(Dimension.OPERATOR, "msa")).total is None
    assert build_dashboard(bob, QUARTER, Filter(Dimension.OPERATOR, hidden.pop())).total is None


def test_delays_are_counted_in_the_bucket_that_python_gives_them(
    six: list[User], bob: User
) -> None:
    """S-09: at and around each threshold; the page of a line shows its percentiles."""
    delays = [ms for threshold in THRESHOLDS_MS for ms in (threshold - 1, threshold)]
    for place, delay in enumerate(delays):
        answer = asked(six[place % 6])
        Answer.objects.filter(pk=answer.pk).update(timings_ms={"first_text": delay, "total": delay})
    refresh_weeks([WEEK])
    total = build_dashboard(bob, QUARTER, Filter(Dimension.OPERATOR, "ants")).total
    assert total.counts.first_text_delays == total.counts.total_delays == histogram(delays)
    assert total.whole.p95 == pytest.approx(sorted(delays)[62], rel=0.091)


def test_the_country_is_summed_up_as_its_departements_are_read(six: list[User], bob: User) -> None:
    """S-09: what the job keeps of a quarter and what is read live are the same."""
    for place, person in enumerate(six):
        asked(person, "ants")
        asked(person, "caf")
        judge(asked(person, "cpam", day=place), bob, "right")
    asked(six[0], "msa")
    refresh_weeks([WEEK])
    local = build_dashboard(bob, QUARTER)
    limits = [Filter(each, row.key) for each, b in local.breakdowns.items() for row in b.rows]
    limits += [Filter(Dimension.OPERATOR, "msa"), Filter(Dimension.OPERATOR, "nobody")]
    assert len(limits) > 5
    for chosen in (None, *limits):
        national = User(roles=["supervisor"], is_national=True)
        assert build_dashboard(national, QUARTER, chosen) == build_dashboard(bob, QUARTER, chosen)


def test_a_line_whose_suppression_is_not_known_is_not_shown(six: list[User]) -> None:
    """S-09."""
    for person in six:
        asked(person)
    refresh_weeks([WEEK])
    national = User(roles=["supervisor"], is_national=True)
    ants = Filter(Dimension.OPERATOR, "ants")
    assert build_dashboard(national, QUARTER, ants).total is not None
    LineSuppression.objects.all().delete()
    assert build_dashboard(national, QUARTER, ants).total is None


def test_the_page_writes_the_figures_with_tables(
    six: list[User], bob: User, client_of: Callable[[User], Client]
) -> None:
    for day, person in enumerate(six):
        asked(person, day=day)
        judge(asked(person), bob, "right")
    refresh_weeks([WEEK])
    html = client_of(bob).get(PAGE, {"periode": "2026-4"}).content.decode()
    assert "100,0\u00a0%" in html
    assert "France Titres (ANTS)" in html
    assert html.count("<caption") >= 4
    assert "style=" not in html


def test_nothing_counted_says_so(bob: User, client_of: Callable[[User], Client]) -> None:
    response = client_of(bob).get(PAGE, {"periode": "x", "limite": "week:y"})
    assert response.status_code == 200
    assert "fr-callout" in response.content.decode()


def test_the_files_hold_the_tables_of_the_page(
    six: list[User], bob: User, client_of: Callable[[User], Client]
) -> None:
    for person in six:
        asked(person)
    refresh_weeks([WEEK])
    client = client_of(bob)
    text = client.get("/supervision/tableau-de-bord.csv").content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text), delimiter=";"))
    assert any(row[:2] == ["France Titres (ANTS)", "6"] for row in rows)
    packed = zipfile.ZipFile(io.BytesIO(client.get("/supervision/tableau-de-bord.ods").content))
    assert packed.namelist()[0] == "mimetype"
    assert packed.read("mimetype") == b"application/vnd.oasis.opendocument.spreadsheet"
    assert "France Titres (ANTS)" in packed.read("content.xml").decode()
    assert client.get("/supervision/tableau-de-bord.xls").status_code == 404


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", " =", "＝", "\r\n@"])
def test_no_cell_becomes_a_formula(start: str) -> None:
    evil = f'{start}HYPERLINK("http://example.org")'
    tables = {"Thèmes": [["Thème"], [evil, 3, 0.5, None]]}
    rows = list(csv.reader(io.StringIO(as_csv(tables).decode("utf-8-sig")), delimiter=";"))
    assert rows[2][0].startswith("'")
    assert rows[2][1:] == ["3", "0,5000", ""]
    content = zipfile.ZipFile(io.BytesIO(as_ods(tables))).read("content.xml")
    office = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
    cells = [
        cell
        for cell in etree.fromstring(content).iter()
        if cell.tag.endswith("}table-cell") and "HYPERLINK" in "".join(cell.itertext())
    ]
    assert [cell.get(f"{office}value-type") for cell in cells] == ["string"]
    assert b"formula" not in content


def test_quarters_are_whole_weeks_that_never_overlap() -> None:
    quarters = [Quarter(year, number) for year in (2025, 2026) for number in (1, 2, 3, 4)]
    for quarter, following in zip(quarters, quarters[1:], strict=False):
        assert quarter.begin.weekday() == 0
        assert following.begin - quarter.end == timedelta(days=1)
        assert all(Quarter.of(week) == quarter for week in quarter.weeks)
        assert Quarter.of(quarter.end) == quarter


def test_a_reviewed_answer_becomes_a_golden_question_in_one_click(
    alice: User, bob: User, client_of: Callable[[User], Client]
) -> None:
    """S-10."""
    answer = AnswerFactory(question__conversation__author=alice)
    CitationFactory(sentence__answer=answer)
    client, url = client_of(bob), f"/supervision/relecture/{answer.pk}/question-temoin/"
    client.post(url)
    assert not EvaluationCase.objects.exists()
    judge(answer, bob, "right")
    client.post(url)
    case = EvaluationCase.objects.get()
    assert (case.question, case.gold) == (answer.question.masked_text, ["F90001"])


@pytest.mark.parametrize(
    ("share", "written"),
    [
        (0.9999999, "100,0\u00a0%"),
        (0.9352, "93,5\u00a0%"),
        (0.0, "0,0\u00a0%"),
        (None, "—"),
        ("", "—"),
    ],
)
def test_shares_are_rounded_and_written_in_french(share: object, written: str) -> None:
    assert percent(share) == written
