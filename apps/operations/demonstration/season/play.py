"""Plays a season: requests over twelve weeks, ratings, drafts, handovers, draws, reviews."""

import asyncio
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice
from uuid import UUID

from django.db import connection
from django.utils import timezone

from apps.accounts.models import User
from apps.answering.masking import MaskedText
from apps.conversations.enums import ANSWER_TASK, HandoverChannel, Vote
from apps.conversations.models import Answer, Question, Request
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
_AT_A_TIME = 200
# Table, its dates, and which of its rows belong to an answer.
_DATED = (
    (
        "conversations_conversation",
        "created_at = at, updated_at = at",
        "JOIN conversations_question AS question ON question.id = answer.question_id"
        " WHERE dated.id = question.conversation_id",
    ),
    ("conversations_question", "created_at = at", "WHERE dated.id = answer.question_id"),
    ("conversations_answer", "created_at = at, finished_at = at", "WHERE dated.id = answer.id"),
    ("conversations_feedback", "created_at = at", "WHERE dated.answer_id = answer.id"),
    ("conversations_handover", "created_at = at", "WHERE dated.answer_id = answer.id"),
)


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


@dataclass(frozen=True, slots=True)
class Part:
    """One of `of` processes that share the requests of a season: each takes every `of`-th."""

    number: int = 0
    of: int = 1


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request of the season: who asks what and when. Its own `draw` decides it and all that
    follows, whichever process plays it."""

    author: User
    recording: Recording
    at: datetime
    key: UUID
    draw: random.Random


def cast_of(season: Season) -> Cast:
    """Its people, made the first time."""
    return create_cast(desks=season.desks, counsellors=season.counsellors)


def play_part(season: Season, part: Part, *, report: Callable[[str], object]) -> None:
    """Ask, answer, use and date back the requests of one part. Needs the season's cast, published
    sheets and no worker."""
    with connection.cursor() as cursor:
        # What a crash would lose of a demonstration is played again.
        cursor.execute("SET synchronous_commit = off")
    recordings = asyncio.run(record_answers(read_questions(QUESTIONS)))
    counsellors = cast_of(season).counsellors
    numbers = range(part.number, season.requests, part.of)
    exchanges = (_exchange(season, number, counsellors, recordings) for number in numbers)
    # Those of the job come first, under one event loop.
    by_job = len([number for number in numbers if number < season.through_pipeline])
    asked = [(_ask(exchange), exchange) for exchange in islice(exchanges, by_job)]
    asyncio.run(_answer_by_job([answer for answer, _exchange in asked]))
    _use_all(asked)
    while some := list(islice(exchanges, _AT_A_TIME)):
        _use_all([(_answer_again(exchange), exchange) for exchange in some])
        report(f"Partie {part.number + 1} : {len(some)} demandes de plus.")


def settle_season(season: Season, *, report: Callable[[str], object]) -> None:
    """Draw, review, and count the weekly figures, when every part is played."""
    report("Tirages et relectures…")
    _review(season, cast_of(season))
    report(f"{refresh_all_weeks()} lignes de chiffres hebdomadaires.")


def _exchange(
    season: Season, number: int, counsellors: Sequence[User], recordings: Sequence[Recording]
) -> Exchange:
    draw = random.Random(f"{season.seed}:{number}")  # noqa: S311 - anybody can make it again
    return Exchange(
        author=draw.choice(counsellors),
        recording=_demanded(recordings, draw),
        at=_moment(season, draw),
        key=UUID(int=draw.getrandbits(128)),
        draw=draw,
    )


def _ask(exchange: Exchange) -> Answer:
    prepared = exchange.recording.prepared
    answer = ask(user=exchange.author, key=exchange.key, prepared=prepared, filters={}).answer
    # Else the limit of questions a minute would refuse what is asked over weeks.
    Request.objects.filter(answer=answer).update(created_at=exchange.at)
    return answer


def _answer_again(exchange: Exchange) -> Answer:
    answer = _ask(exchange)
    give_again(answer, exchange.recording, _timings(exchange.draw))
    return answer


def _use_all(asked: Sequence[tuple[Answer, Exchange]]) -> None:
    """What counsellors do with these answers; then they are put where the season has them."""
    for answer, exchange in asked:
        _use(answer, exchange.draw)
    _date_back({answer.pk: exchange.at for answer, exchange in asked})
    _forget_jobs([answer.pk for answer, _exchange in asked])


def _demanded(recordings: Sequence[Recording], draw: random.Random) -> Recording:
    """A question, as operators weigh in the demand."""
    groups: dict[str, list[Recording]] = {}
    for recording in recordings:
        operator = recording.question.operator
        groups.setdefault(operator if operator in DEMAND else "", []).append(recording)
    names = sorted(groups)
    weights = [DEMAND.get(name, DEMAND_OF_OTHERS) for name in names]
    return draw.choice(groups[draw.choices(names, weights)[0]])


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


def _date_back(moments: dict[UUID, datetime]) -> None:
    """Put exchanges, which the services date by their own clock, where the season has them."""
    with connection.cursor() as cursor:
        for table, columns, answers in _DATED:
            cursor.execute(
                f"UPDATE {table} AS dated SET {columns}"  # noqa: S608 - from _DATED
                " FROM unnest(%s::uuid[], %s::timestamptz[]) AS moment (answer, at)"
                f" JOIN conversations_answer AS answer ON answer.id = moment.answer {answers}",
                [list(moments), list(moments.values())],
            )


def _review(season: Season, cast: Cast) -> None:
    """Draw each week, then judge all that was drawn, twice or thrice where it is due."""
    draw = random.Random(season.seed)  # noqa: S311 - see _exchange
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
