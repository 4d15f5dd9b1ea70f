"""Jobs of quality: the queue and its draws; the weekly figures behind the dashboard."""

from datetime import UTC, date, datetime, timedelta

from django.utils import timezone
from procrastinate.contrib.django import app

from apps.reviews import services
from apps.reviews.quality.refreshing import refresh_recent_weeks

_WEEK = timedelta(days=7)


@app.periodic(cron="* * * * *")
@app.task(name="reviews.refresh_queue", queueing_lock="reviews.refresh_queue")
def refresh_queue(timestamp: int) -> None:
    services.refresh_queue(now=datetime.fromtimestamp(timestamp, UTC))


@app.periodic(cron="7 * * * *")
@app.task(name="reviews.draw", queueing_lock="reviews.draw")
def draw(timestamp: int) -> None:
    """The coming week gets its seed before it begins; the week gone by is drawn."""
    now = datetime.fromtimestamp(timestamp, UTC)
    this_week = services.week_of(timezone.localdate(now))
    services.seed_week(week=this_week)
    services.seed_week(week=this_week + _WEEK)
    services.make_draw(week=this_week - _WEEK, now=now)


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
