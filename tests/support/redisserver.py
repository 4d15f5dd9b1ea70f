"""A Redis server of the tests' own, on a free port, that keeps nothing."""

import contextlib
import socket
import subprocess
import time
from collections.abc import Iterator


@contextlib.contextmanager
def redis_server() -> Iterator[str]:
    """Its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = ["redis-server", "--bind", "127.0.0.1", "--port", str(port), "--save", ""]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
        _wait_for(port)
        try:
            yield f"redis://127.0.0.1:{port}/0"
        finally:
            process.terminate()


def _wait_for(port: int, *, seconds: float = 10) -> None:
    until = time.monotonic() + seconds
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.05)
        else:
            return
