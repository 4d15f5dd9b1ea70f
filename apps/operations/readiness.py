"""What a process loads before it can serve at its usual pace: masking's language model and
the lexical index."""

import logging
import threading

from apps.answering import masking
from apps.conversations.threads import db_call, masking_call
from apps.sheets import search

logger = logging.getLogger(__name__)
warmed = threading.Event()


async def warm() -> None:
    """Load what the first request would otherwise wait for (some seconds); a failure is logged."""
    try:
        await masking_call(masking.warm_up)()
        await db_call(search.warm_up)()
    except Exception:
        logger.exception("warming up failed; the first request will load what it needs")
    warmed.set()
