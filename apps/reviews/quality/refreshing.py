"""The job behind the dashboard: counts weeks anew, then sums up the quarters they belong to."""

from collections.abc import Iterable
from datetime import date
from itertools import groupby

from django.db import connection, transaction
from django.db.models.functions import TruncWeek

from apps.conversations.models import Question
from apps.reviews.models import LineSuppression, QuarterFigure
from apps.reviews.quality.aggregation import count_week
from apps.reviews.quality.cells import PAIRS, Scope, read_people, sum_lines
from apps.reviews.quality.figures import COUNTS, MASKS
from apps.reviews.quality.hiding import hidden_by_line
from apps.reviews.quality.periods import WEEK, Quarter, monday

# A rating or a review may come this long after the answer; older weeks stand as they are, also
# when their exchanges have been purged.
OPEN_WEEKS = 13
_KEEP_LINES = f"""
INSERT INTO reviews_quarterfigure
       (quarter, dimension, line, operator, {", ".join((*COUNTS, *MASKS))})
SELECT %(quarter)s, lines.* FROM ({sum_lines()}) AS lines
"""  # noqa: S608 - names of columns


def refresh_weeks(weeks: Iterable[date]) -> int:
    """Count these weeks anew, a quarter at a time, each in one transaction; returns the number of
    weekly rows. Weeks are Mondays."""
    ordered = sorted(weeks)
    return sum(_refresh(quarter, list(some)) for quarter, some in groupby(ordered, Quarter.of))


def refresh_recent_weeks(*, today: date, number: int = OPEN_WEEKS) -> int:
    """Count the last weeks anew, the current one included; returns the number of rows."""
    return refresh_weeks(monday(today) - WEEK * back for back in range(number))


def refresh_all_weeks() -> int:
    """Count every week that still has exchanges; returns the number of rows."""
    weeks = Question.objects.annotate(week=TruncWeek("created_at")).values_list("week", flat=True)
    return refresh_weeks(week.date() for week in weeks.order_by("week").distinct())


@transaction.atomic
def sum_up_quarter(quarter: Quarter) -> None:
    """The sums of each line over the whole country, and what the page of each line hides."""
    whole = Scope(quarter, everywhere=True)
    QuarterFigure.objects.filter(quarter=quarter.key).delete()
    LineSuppression.objects.filter(quarter=quarter.key).delete()
    with connection.cursor() as cursor:
        cursor.execute(_KEEP_LINES, {**whole.parameters(), "quarter": quarter.key})
    hidden = hidden_by_line(read_people(whole, PAIRS))
    LineSuppression.objects.bulk_create(
        LineSuppression(
            quarter=quarter.key,
            dimension=chosen.dimension,
            line=str(chosen.line),
            hidden=beside.as_json(),
        )
        for chosen, beside in hidden.items()
    )


@transaction.atomic
def _refresh(quarter: Quarter, weeks: list[date]) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = '5min'")
        # One refresh at a time; readers go on.
        cursor.execute("LOCK TABLE reviews_linesuppression IN SHARE ROW EXCLUSIVE MODE")
    rows = sum(count_week(week) for week in weeks)
    sum_up_quarter(quarter)
    return rows
