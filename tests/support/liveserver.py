"""A real server in a thread, with its sockets and its worker, on the test database."""

import contextlib
import socket
import threading
import time
from collections.abc import Iterator

import uvicorn
from django.test import override_settings

from franceservices.asgi import application


class LiveServer:
    """uvicorn on a free port; `origin` is the only one that its sockets accept."""

    def __init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self.origin = f"http://127.0.0.1:{self.port}"
        config = uvicorn.Config(
            application,
            log_config=None,
            access_log=False,
            lifespan="on",
            ws_max_size=65_536,
            ws_per_message_deflate=False,
            timeout_graceful_shutdown=5,
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._run, name="liveserver")

    @property
    def socket_origin(self) -> str:
        return self.origin.replace("http", "ws", 1)

    def _run(self) -> None:
        self._server.run(sockets=[self._listener])

    def __enter__(self) -> "LiveServer":
        self._thread.start()
        until = time.monotonic() + 10
        while not self._server.started and time.monotonic() < until:
            time.sleep(0.01)
        if not self._server.started:
            raise RuntimeError("the server did not start")
        return self

    def __exit__(self, *_: object) -> None:
        self._server.should_exit = True
        self._thread.join(20)
        self._listener.close()


@contextlib.contextmanager
def live_server(*, has_worker: bool = True) -> Iterator[LiveServer]:
    """The server, its exact origin allowed, and its worker unless the test wants none."""
    server = LiveServer()
    with (
        override_settings(
            WORKER_IN_SERVER=has_worker,
            ALLOWED_HOSTS=["127.0.0.1"],
            ORIGINS=[server.origin],
            CSRF_TRUSTED_ORIGINS=[server.origin],
        ),
        server,
    ):
        yield server
