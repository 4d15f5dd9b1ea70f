"""Plays a season: requests over twelve weeks, ratings, drafts, handovers, draws, reviews."""

import asyncio
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db import connection
from django.utils import timezone

from apps.accounts.models import User
from apps.answering.masking import MaskedText
from apps.conversations.enums import ANSWER_TASK, HandoverChannel, Vote
from apps.conversations.models import Answer, Conversation, Feedback, Handover, Question
from apps.conversations.services import ask, hand_over, rate_answer, save_draft, start_draft
from apps.conversations.tasks import make_answer
from apps.evaluation.enums import Verdict
from apps.evaluation.golden import read_questions
from apps.evaluation.judging import DEMAND, DEMAND_OF_OTHERS
from apps.operations.demonstration.season.people import Cast, create_cast
from apps.operations.demonstration.season.recordings import Recording, give_again, record_answers
from apps.operations.demonstration.seed import QUESTIONS
from apps.reviews.enums import ReviewStage, Stratum
from apps.reviews.models import ReviewItem
from apps.reviews.quality.periods import WEEK, monday
from apps.reviews.quality.refreshing import refresh_all_weeks
from apps.reviews.services import Judgement, give_review, make_draw

WEEKS = 12
_AT_ONCE = 4
# Made up, and unequal on purpose: what a reviewer would find right, by first operator.
EXACTNESS = {"ants": 0.97, "caf": 0.93, "cpam": 0.94, "dgfip": 0.96, "carsat": 0.82}
EXACTNESS_OF_OTHERS, DANGEROUS, AGREEMENT = 0.9, 0.01, 0.85
RATED, HELPFUL, HANDED_OVER, EDITED = 0.2, 0.8, 0.5, 0.35


@dataclass(frozen=True, slots=True)
class Season:
    """How large; `through_pipeline` requests go through the job, the others get recorded answers.
    The season ends with the last whole week before `today`."""

    desks: int
    counsellors: int
    requests: int
    through_pipeline: int
    today: date
    seed: int = 2026
    weeks: int = WEEKS


def play_season(season: Season, *, report: Callable[[str], object]) -> None:
    """Make it all, then count the weekly figures. Needs published sheets and no worker."""
    cast = create_cast(desks=season.desks, counsellors=season.counsellors)
    report(f"{season.desks} espaces, {season.counsellors} conseillers.")
    draw = random.Random(season.seed)  # noqa: S311 - a season that anybody can make again
    asked = _ask(season, cast, draw, report)
    report("Votes, brouillons, remises…")
    for answer, at in asked:
        _use(answer, draw)
        _date_back(answer, at)
    report("Tirages et relectures…")
    _review(season, cast, draw)
    report(f"{refresh_all_weeks()} lignes de chiffres hebdomadaires.")


def _ask(
    season: Season, cast: Cast, draw: random.Random, report: Callable[[str], object]
) -> list[tuple[Answer, datetime]]:
    """Every request of the season, answered, and when it is said to have been asked."""
    recordings = asyncio.run(record_answers(read_questions(QUESTIONS)))
    asked: list[tuple[Answer, datetime]] = []
    by_job: list[Answer] = []
    for number, recording in enumerate(_demand(recordings, season.requests, draw)):
        author = draw.choice(cast.counsellors)
        key = UUID(int=draw.getrandbits(128))
        answer = ask(user=author, key=key, prepared=recording.prepared, filters={}).answer
        if number < season.through_pipeline:
            by_job.append(answer)
        else:
            give_again(answer, recording, _timings(draw))
        asked.append((answer, _moment(season, draw)))
        if number % 500 == 499:
            report(f"{number + 1} questions posées…")
    asyncio.run(_answer_by_job(by_job))
    _forget_jobs([answer.pk for answer, _at in asked])
    return asked


def _demand(
    recordings: Sequence[Recording], number: int, draw: random.Random
) -> Iterator[Recording]:
    """Questions as operators weigh in the demand."""
    groups: dict[str, list[Recording]] = {}
    for recording in recordings:
        operator = recording.question.operator
        groups.setdefault(operator if operator in DEMAND else "", []).append(recording)
    names = sorted(groups)
    weights = [DEMAND.get(name, DEMAND_OF_OTHERS) for name in names]
    for name in draw.choices(names, weights, k=number):
        yield draw.choice(groups[name])


async def _answer_by_job(answers: Sequence[Answer]) -> None:
    """The very job, a few at a time."""
    gate = asyncio.Semaphore(_AT_ONCE)

    async def answer_one(answer: Answer) -> None:
        async with gate:
            await make_answer(str(answer.pk))

    await asyncio.gather(*map(answer_one, answers))


def _forget_jobs(answer_ids: Sequence[UUID]) -> None:
    """What was answered here must not wait in the queue before people's questions."""
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM procrastinate_jobs WHERE task_name = %s AND status = 'todo'"
            " AND args ->> 'answer_id' = ANY(%s)",
            [ANSWER_TASK, [str(pk) for pk in answer_ids]],
        )


def _use(answer: Answer, draw: random.Random) -> None:
    """What a counsellor does with an answer: rates it, edits it, hands it over, or nothing."""
    answer.refresh_from_db()
    user = answer.question.asked_by
    if draw.random() < RATED:
        vote = Vote.HELPFUL if draw.random() < HELPFUL else Vote.NOT_HELPFUL
        rate_answer(user=user, answer=answer, vote=vote)
    if not answer.sentences.exists() or draw.random() >= HANDED_OVER:
        return
    draft = start_draft(user=user, answer=answer)
    if draw.random() < EDITED:
        text = MaskedText.from_storage(f"Bonjour,\n\n{draft.text}")
        draft = save_draft(draft=draft, text=text, version=draft.version)
    channel = draw.choice(list(HandoverChannel))
    hand_over(user=user, answer=answer, channel=channel, text=MaskedText.from_storage(draft.text))


def _date_back(answer: Answer, at: datetime) -> None:
    """Put an exchange, which the services date by their own clock, where the season has it."""
    Conversation.objects.filter(pk=answer.conversation_id).update(created_at=at, updated_at=at)
    Question.objects.filter(pk=answer.question_id).update(created_at=at)
    Answer.objects.filter(pk=answer.pk).update(created_at=at, finished_at=at)
    Feedback.objects.filter(answer=answer).update(created_at=at)
    Handover.objects.filter(answer=answer).update(created_at=at)


def _review(season: Season, cast: Cast, draw: random.Random) -> None:
    """Draw each week, then judge all that was drawn, twice or thrice where it is due."""
    last = monday(season.today) - WEEK
    for back in range(season.weeks):
        make_draw(week=last - WEEK * back, now=timezone.now())
    items = ReviewItem.objects.filter(stratum=Stratum.RANDOM).order_by("pk")
    for item in items.select_related("answer__question"):
        truth = _truth(item.answer.question, draw)
        for reviewer in draw.sample(cast.supervisors, k=len(cast.supervisors)):
            is_harsh = truth == Verdict.PARTIAL and draw.random() >= AGREEMENT
            _give(item.answer, reviewer, Verdict.WRONG if is_harsh else truth)
            item.refresh_from_db()
            if item.stage == ReviewStage.DONE:
                break


def _give(answer: Answer, reviewer: User, verdict: Verdict) -> None:
    score = 5 if verdict == Verdict.RIGHT else 2
    judgement = Judgement(
        verdict=verdict,
        exact=score,
        complete=score,
        clear=4,
        sourced=score,
        tone=5,
        cause="" if verdict == Verdict.RIGHT else "wording",
    )
    give_review(answer=answer, reviewer=reviewer, judgement=judgement, stratum=Stratum.RANDOM)


def _truth(question: Question, draw: random.Random) -> Verdict:
    operator = question.operators[0] if question.operators else ""
    chance = draw.random()
    if chance < EXACTNESS.get(operator, EXACTNESS_OF_OTHERS):
        return Verdict.RIGHT
    return Verdict.DANGEROUS if chance > 1 - DANGEROUS else Verdict.PARTIAL


def _moment(season: Season, draw: random.Random) -> datetime:
    """A working hour of a working day; demand grows from week to week."""
    back = draw.choices(range(season.weeks), [season.weeks + 6 - n for n in range(season.weeks)])[0]
    day = monday(season.today) - WEEK * (back + 1) + timedelta(days=draw.randrange(5))
    at = datetime.combine(day, time(8)) + timedelta(minutes=draw.randrange(9 * 60))
    return timezone.make_aware(at)


def _timings(draw: random.Random) -> dict[str, int]:
    first = round(draw.lognormvariate(6.7, 0.5))
    return {"first_source": first // 3, "first_text": first, "total": first * 4}
