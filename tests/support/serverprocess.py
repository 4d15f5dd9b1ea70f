"""A server in a process of its own on the test database, to be killed: python -m … PORT."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


class ServerProcess:
    """Has what ExchangePage needs of a server; `start` again after `kill` uses the same port."""

    def __init__(self, *, database: str, environment: dict[str, str]) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        self.origin = f"http://127.0.0.1:{self.port}"
        self.socket_origin = f"ws://127.0.0.1:{self.port}"
        self._environment = (
            os.environ
            | environment
            | {
                "DJANGO_SETTINGS_MODULE": "tests.settings",
                "SERVED_DATABASE": database,
                "ORIGINS": self.origin,
            }
        )
        self._process: subprocess.Popen[bytes] | None = None

    def start(self, *, seconds: float = 60) -> None:
        command = [sys.executable, "-m", "tests.support.serverprocess", str(self.port)]
        self._process = subprocess.Popen(command, cwd=ROOT, env=self._environment)
        until = time.monotonic() + seconds
        while time.monotonic() < until and self._process.poll() is None:
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
            except OSError:
                time.sleep(0.1)
            else:
                return
        raise RuntimeError("the server did not start")

    def kill(self) -> None:
        """As if the power went."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        if self._process is not None and self._process.poll() is None:
            self._end(signal.SIGTERM)

    def _end(self, number: int) -> None:
        assert self._process is not None
        self._process.send_signal(number)
        self._process.wait(30)


def main() -> None:
    """Serve with the worker inside, as `make run` does, unless WORKER_IN_SERVER is 0."""
    from django.conf import settings  # noqa: PLC0415 - reads the environment set above

    for alias in ("default", "maintenance"):
        settings.DATABASES[alias]["NAME"] = os.environ["SERVED_DATABASE"]
    # The tests' owner role works without triggers; a worker needs those that announce jobs.
    settings.DATABASES["maintenance"]["OPTIONS"].pop("options")
    settings.WORKER_IN_SERVER = os.environ.get("WORKER_IN_SERVER") != "0"
    import uvicorn  # noqa: PLC0415 - after the settings

    uvicorn.run(
        "franceservices.asgi:application",
        host="127.0.0.1",
        port=int(sys.argv[1]),
        log_config=None,
        access_log=False,
        ws_max_size=65_536,
        lifespan="on",
    )


if __name__ == "__main__":
    main()
