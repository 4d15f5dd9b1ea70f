"""What a process needs before it serves: a release that the gate has not refused, masking's
language model and the lexical index."""

import logging
import threading

from django.conf import settings
from django.db import DatabaseError

from apps.answering import masking
from apps.conversations.threads import db_call, masking_call
from apps.evaluation.reports import refused_release
from apps.sheets import search

logger = logging.getLogger(__name__)
warmed = threading.Event()


class ReleaseRefused(Exception):
    """The release gate refused what would answer here; the message says why, in French."""


def require_release() -> None:
    """Let a process answer, unless RELEASE_GATE is on and its release was refused (PRODUCT S-11).

    A release that was never evaluated, and a database that does not say, stop nothing. Raises
    ReleaseRefused.
    """
    if not settings.RELEASE_GATE:
        return
    try:
        refused = refused_release()
    except DatabaseError:
        logger.exception("the release gate could not be asked")
        return
    if refused:
        raise ReleaseRefused(
            "Version refusée : "
            + " ".join(refused.reasons)
            + " Remettez la version précédente, ou RELEASE_GATE=0 pour passer outre."
        )


async def warm() -> None:
    """Load what the first request would otherwise wait for (some seconds); a failure is logged."""
    try:
        await masking_call(masking.warm_up)()
        await db_call(search.warm_up)()
    except Exception:
        logger.exception("warming up failed; the first request will load what it needs")
    warmed.set()
