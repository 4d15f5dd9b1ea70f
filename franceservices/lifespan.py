"""What lives as long as the server, as tasks of the ASGI lifespan: the worker, the watch on the
model and on what administrators change; warmed masking."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from django.conf import settings
from procrastinate import App, PsycopgConnector
from procrastinate.contrib.django import app as django_app
from procrastinate.contrib.django.utils import connector_params

from apps.conversations.threads import db_call
from apps.llm.health import configured_monitor
from apps.operations.in_force import keep_reading
from apps.operations.readiness import ReleaseRefused, require_release, warm

logger = logging.getLogger(__name__)

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
AsgiApp = Callable[[Message, Receive, Send], Awaitable[None]]

_GRACE_SECONDS = 5.0
_RESTART_SECONDS = 2.0
# A notice that comes while the worker is asking for a job is lost: it must soon ask again.
_POLL_SECONDS = 0.2


class ServerLifespan:
    """Answers the lifespan, which Django does not, and passes everything else on."""

    def __init__(self, application: AsgiApp) -> None:
        self._application = application

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] != "lifespan":
            await self._application(scope, receive, send)
            return
        await receive()
        try:
            await db_call(require_release)()
        except ReleaseRefused as refusal:
            logger.error("%s", refusal)
            await send({"type": "lifespan.startup.failed", "message": str(refusal)})
            return
        keep_reading()
        tasks = {
            asyncio.create_task(warm()),
            asyncio.create_task(configured_monitor().run()),
        }
        if settings.WORKER_IN_SERVER:
            tasks.add(asyncio.create_task(_work()))
        await send({"type": "lifespan.startup.complete"})
        await receive()
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)
        await send({"type": "lifespan.shutdown.complete"})


async def _work() -> None:
    """Run the worker, and run it again when the database went away under it."""
    while True:
        try:
            async with _worker_app().open_async() as app:
                await app.run_worker_async(
                    concurrency=settings.WORKER_CONCURRENCY,
                    fetch_job_polling_interval=_POLL_SECONDS,
                    install_signal_handlers=False,  # the server has its own
                    shutdown_graceful_timeout=_GRACE_SECONDS,
                    delete_jobs="successful",
                )
        except Exception:
            logger.exception("the worker stopped; it starts again")
        await asyncio.sleep(_RESTART_SECONDS)


def _worker_app() -> App:
    """The same tasks over connections of the worker's own, without a statement clock."""
    params = connector_params("maintenance")
    return django_app.with_connector(PsycopgConnector(kwargs=params, min_size=1, max_size=4))
