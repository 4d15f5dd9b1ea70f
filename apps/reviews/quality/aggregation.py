"""Counts the exchanges of a week into its rows of WeeklyFigure."""

from datetime import date, datetime, time

from django.db import connection
from django.utils import timezone

from apps.answering.enums import AnswerStatus
from apps.reviews.models import WeeklyFigure
from apps.reviews.quality.delays import BASE, THRESHOLDS_MS
from apps.reviews.quality.periods import WEEK

ON_TIME_MS = {"first_text": 2_000, "total": 15_000}  # PRODUCT C-03

_ANSWERED = tuple(
    status.value
    for status in (
        AnswerStatus.ANSWERED,
        AnswerStatus.ANSWERED_PARTIALLY,
        AnswerStatus.NEEDS_FACTS,
    )
)
_DECLINED = tuple(status.value for status in AnswerStatus if status.is_declined)

# A request counts by how its last answer ended, under its first operator, as in the draw, and its
# first theme (that of the passage quoted first when it names none); everything else counts per
# answer, in the week of the request. A review counts when its answer was drawn at random; of
# several, that of the last round.
_COUNT_WEEK = """
WITH asked AS (
  SELECT question.id, question.operators, question.themes,
         coalesce(desk.departement_id, '') AS departement,
         1::bigint << mod(('x' || substr(md5(question.asked_by_id::text), 1, 8))::bit(32)::bigint,
                          63)::int AS person,
         (SELECT max(number) FROM conversations_answer WHERE question_id = question.id) AS last
    FROM conversations_question AS question
    JOIN conversations_conversation AS conversation ON conversation.id = question.conversation_id
    LEFT JOIN accounts_desk AS desk ON desk.id = conversation.desk_id
   WHERE question.created_at >= %(begin)s AND question.created_at < %(end)s
), subjects AS (
  SELECT asked.*, coalesce(asked.operators[1], '') AS operator,
         coalesce(asked.themes[1], quoted.theme, '') AS theme
    FROM asked
    LEFT JOIN LATERAL (
      SELECT source.theme
        FROM conversations_answer AS answer
        JOIN conversations_answersource AS source ON source.answer_id = answer.id
       WHERE answer.question_id = asked.id
         AND EXISTS (SELECT FROM conversations_citation WHERE source_id = source.id)
       ORDER BY answer.number, source.number LIMIT 1
    ) AS quoted ON true
), facts AS (
  SELECT subject.departement, subject.operator, subject.theme, subject.person,
         answer.number = subject.last AS is_last,
         answer.status = ANY(%(answered)s) AS is_answered,
         answer.status = ANY(%(declined)s) AS is_declined,
         said.sentences, said.supported, handed.is_handed,
         handed.is_handed AND coalesce(draft.version, 1) > 1 AS is_edited,
         feedback.vote, review.verdict,
         (answer.timings_ms ->> 'first_text')::int AS first_text,
         (answer.timings_ms ->> 'total')::int AS total
    FROM subjects AS subject
    JOIN conversations_answer AS answer ON answer.question_id = subject.id
    CROSS JOIN LATERAL (
      SELECT count(*) AS sentences, count(*) FILTER (WHERE check_status = 'supported') AS supported
        FROM conversations_answersentence WHERE answer_id = answer.id
    ) AS said
    CROSS JOIN LATERAL (
      SELECT EXISTS (SELECT FROM conversations_handover WHERE answer_id = answer.id) AS is_handed
    ) AS handed
    LEFT JOIN conversations_draft AS draft ON draft.answer_id = answer.id
    LEFT JOIN LATERAL (
      SELECT vote FROM conversations_feedback
       WHERE answer_id = answer.id AND is_current AND vote <> '' LIMIT 1
    ) AS feedback ON true
    LEFT JOIN LATERAL (
      SELECT verdict FROM reviews_review
       WHERE answer_id = answer.id AND is_current AND stratum = 'random'
       ORDER BY round DESC LIMIT 1
    ) AS review ON true
)
INSERT INTO reviews_weeklyfigure (
  week, departement, operator, theme, requests, answered, declined, reviewable, sentences,
  supported, handed_over, edited, rated, helpful, reviewed, judged_right, judged_dangerous, timed,
  prompt, finished_in_time, first_text_delays, total_delays, people,
  handed_people, rated_people, reviewed_people)
SELECT %(week)s, departement, operator, theme,
       count(*) FILTER (WHERE is_last),
       count(*) FILTER (WHERE is_last AND is_answered),
       count(*) FILTER (WHERE is_last AND is_declined),
       count(*) FILTER (WHERE is_answered OR is_declined),
       sum(sentences), sum(supported),
       count(*) FILTER (WHERE is_handed), count(*) FILTER (WHERE is_edited),
       count(vote), count(*) FILTER (WHERE vote = 'helpful'),
       count(verdict), count(*) FILTER (WHERE verdict = 'right'),
       count(*) FILTER (WHERE verdict = 'dangerous'),
       count(*) FILTER (WHERE first_text IS NOT NULL AND total IS NOT NULL),
       count(*) FILTER (WHERE first_text <= %(first_text)s AND total IS NOT NULL),
       count(*) FILTER (WHERE total <= %(total)s AND first_text IS NOT NULL),
       coalesce(sum(power(%(base)s::numeric, width_bucket(first_text, %(thresholds)s)))
                FILTER (WHERE total IS NOT NULL), 0),
       coalesce(sum(power(%(base)s::numeric, width_bucket(total, %(thresholds)s)))
                FILTER (WHERE first_text IS NOT NULL), 0),
       bit_or(person),
       coalesce(bit_or(person) FILTER (WHERE is_handed), 0),
       coalesce(bit_or(person) FILTER (WHERE vote IS NOT NULL), 0),
       coalesce(bit_or(person) FILTER (WHERE verdict IS NOT NULL), 0)
  FROM facts GROUP BY departement, operator, theme
"""


def count_week(week: date) -> int:
    """Count one week anew; returns the number of rows. `week`: a Monday."""
    begin, end = (
        timezone.make_aware(datetime.combine(day, time.min)) for day in (week, week + WEEK)
    )
    with connection.cursor() as cursor:
        WeeklyFigure.objects.filter(week=week).delete()
        cursor.execute(
            _COUNT_WEEK,
            {
                "week": week,
                "begin": begin,
                "end": end,
                "answered": list(_ANSWERED),
                "declined": list(_DECLINED),
                "base": BASE,
                "thresholds": list(THRESHOLDS_MS),
                **ON_TIME_MS,
            },
        )
        return int(cursor.rowcount)
