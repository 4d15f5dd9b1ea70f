"""Jobs of quality: the weekly figures behind the dashboard."""

from datetime import UTC, date, datetime

from django.utils import timezone
from procrastinate.contrib.django import app

from apps.reviews.quality.aggregation import refresh_recent_weeks


@app.periodic(cron="*/10 * * * *")
@app.task(name="reviews.refresh_figures", queueing_lock="reviews.refresh_figures")
def refresh_figures(timestamp: int) -> None:
    """This week and the one before, every ten minutes."""
    refresh_recent_weeks(today=_day(timestamp), number=2)


@app.periodic(cron="30 3 * * *")
@app.task(name="reviews.refresh_open_figures", queueing_lock="reviews.refresh_open_figures")
def refresh_open_figures(timestamp: int) -> None:
    """Every night, all weeks to which ratings and reviews may still come."""
    refresh_recent_weeks(today=_day(timestamp))


def _day(timestamp: int) -> date:
    return timezone.localdate(datetime.fromtimestamp(timestamp, UTC))
