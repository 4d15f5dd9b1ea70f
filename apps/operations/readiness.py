"""What a process loads before it can serve at its usual pace: masking's language model."""

import logging
import threading

from apps.answering.masking import warm_up
from apps.conversations.threads import masking_call

logger = logging.getLogger(__name__)
warmed = threading.Event()


async def warm() -> None:
    """Load what the first request would otherwise wait for (some seconds); a failure is logged."""
    try:
        await masking_call(warm_up)()
    except Exception:
        logger.exception("warming up failed; the first request will load what it needs")
    warmed.set()
