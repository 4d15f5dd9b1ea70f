"""Jobs of the sheets: words and vectors of what was published."""

from procrastinate.contrib.django import app

from apps.sheets.services.counting import keep_terms
from apps.sheets.services.indexing import index_waiting

# Short runs, so that a stop of the server waits for none.
_SECONDS = 40.0


@app.periodic(cron="* * * * *")
@app.task(name="sheets.index_revisions", queueing_lock="sheets.index_revisions")
def index_published_revisions(timestamp: int) -> None:
    """Search works by words alone until the vectors are there."""
    keep_terms()
    index_waiting(seconds=_SECONDS)
