"""Jobs of the sheets: vectors for what was published."""

from procrastinate.contrib.django import app

from apps.sheets.search.embedding import current_embedder
from apps.sheets.services.indexing import index_revisions

# Short runs, so that a stop of the server waits for none.
_SECONDS = 40.0


@app.periodic(cron="* * * * *")
@app.task(name="sheets.index_revisions", queueing_lock="sheets.index_revisions")
def index_published_revisions(timestamp: int) -> None:
    """Search works by words alone until the vectors are there."""
    index_revisions(embedder=current_embedder(), seconds=_SECONDS)
