"""Parse files in child processes, so that a hostile one can cost a child but not the server."""

import os
import select
import subprocess
import sys
import time
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue
from typing import Self

from apps.sheets.parsing.parsed import Parsed, ParseRefusal, from_json
from apps.sheets.parsing.worker import REPLY, REQUEST

ROOT = Path(__file__).resolve().parents[3]
SECONDS_PER_FILE = 20.0
MAX_REPLY_BYTES = 64_000_000
WINDOW = 16  # files read ahead of the one that is being stored

Outcome = tuple[str, bytes, Parsed | ParseRefusal]


class ParsingPool:
    """A few children, each with its thread here; use it as a context manager."""

    def __init__(self, size: int = 2, seconds: float = SECONDS_PER_FILE) -> None:
        self._threads = ThreadPoolExecutor(size, thread_name_prefix="parsing")
        self._children = [_Child(seconds) for _ in range(size)]
        self._idle: SimpleQueue[_Child] = SimpleQueue()
        for child in self._children:
            self._idle.put(child)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._threads.shutdown(wait=True, cancel_futures=True)
        for child in self._children:
            child.stop()

    def parse(self, files: Iterable[tuple[str, bytes]]) -> Iterator[Outcome]:
        """(name, bytes, parsed or refusal) of each file, in order, a few ahead at most."""
        ahead: deque[Future[Outcome]] = deque()
        for name, raw in files:
            ahead.append(self._threads.submit(self._parse_one, name, raw))
            if len(ahead) >= WINDOW:
                yield ahead.popleft().result()
        while ahead:
            yield ahead.popleft().result()

    def _parse_one(self, name: str, raw: bytes) -> Outcome:
        child = self._idle.get()
        try:
            return name, raw, child.parse(name, raw)
        finally:
            self._idle.put(child)


class _Child:
    """One child process, started on demand, replaced when it dies or is too slow."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._process: subprocess.Popen[bytes] | None = None

    def parse(self, name: str, raw: bytes) -> Parsed | ParseRefusal:
        process = self._process or self._start()
        label = name.encode()
        deadline = time.monotonic() + self._seconds
        try:
            assert process.stdin is not None
            process.stdin.write(REQUEST.pack(len(label), len(raw)) + label + raw)
            process.stdin.flush()
            [size] = REPLY.unpack(self._read(process, REPLY.size, deadline))
            if size > MAX_REPLY_BYTES:
                raise EOFError
            return from_json(self._read(process, size, deadline))
        except TimeoutError:
            self.stop()
            seconds = f"{self._seconds:g}"
            return ParseRefusal(name, 0, f"La lecture du fichier dépasse {seconds} secondes.")
        except (OSError, EOFError, ValueError, KeyError, TypeError):
            self.stop()
            return ParseRefusal(name, 0, "La lecture du fichier a échoué.")

    def stop(self) -> None:
        """Kill the child and close its pipes."""
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                try:
                    pipe.close()
                except OSError:
                    continue  # bytes that the dead child never read

    def _start(self) -> subprocess.Popen[bytes]:
        # Neither secrets of the environment nor the parent's other pipes reach the child.
        self._process = subprocess.Popen(
            [sys.executable, "-m", "apps.sheets.parsing.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=ROOT,
            env={"PATH": os.defpath, "LANG": "C.UTF-8"},
        )
        return self._process

    def _read(self, process: subprocess.Popen[bytes], size: int, deadline: float) -> bytes:
        """Exactly `size` bytes; raises TimeoutError at the deadline, EOFError when it dies."""
        assert process.stdout is not None
        descriptor = process.stdout.fileno()
        ready = select.poll()  # unlike select, it takes descriptors above 1023
        ready.register(descriptor, select.POLLIN)
        data = bytearray()
        while len(data) < size:
            left = deadline - time.monotonic()
            if left <= 0 or not ready.poll(left * 1000):
                raise TimeoutError
            chunk = os.read(descriptor, min(size - len(data), 1_048_576))
            if not chunk:
                raise EOFError
            data += chunk
        return bytes(data)
