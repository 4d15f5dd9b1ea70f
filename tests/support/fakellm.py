"""A scripted OpenAI-compatible server over a real socket: `python -m tests.support.fakellm`."""

import argparse
import asyncio
import contextlib
import hashlib
import json
import math
import random
import re
import socket
import sys
import threading
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from tests.support.fakellm_modes import FakeMode, Plan, Reply, refuse, stream_chat
from tests.support.fakellm_texts import compose, prompt_of

_LINE_LIMIT = 2**20


@dataclass(frozen=True)
class Received:
    """One request as it came in; `raw` is every byte of it, headers included."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes
    raw: bytes = field(repr=False)

    @property
    def data(self) -> dict[str, Any]:
        loaded = json.loads(self.body or b"{}")
        return loaded if isinstance(loaded, dict) else {}


class FakeLlm:
    """The server, in a thread with its own event loop; use as a context manager.

    A chat request takes the next plan of `script`, else the plan of its model in `by_model`,
    else `plan`. The other endpoints follow `other_plan`.
    """

    def __init__(self, plan: Plan | None = None, *, seed: int = 0, port: int = 0) -> None:
        self.plan = plan or Plan()
        self.other_plan = Plan()
        self.script: deque[Plan] = deque()
        self.by_model: dict[str, Plan] = {}
        self.models = ["fake-model"]
        self.requests: list[Received] = []
        self.replies: deque[Reply] = deque(maxlen=200)
        self.open_connections = 0
        self.accepted_connections = 0
        self._random = random.Random(seed)
        self._port = port
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._run, name="fakellm", daemon=True)

    def __enter__(self) -> "FakeLlm":
        self._thread.start()
        if not self._ready.wait(10):
            raise RuntimeError("fakellm did not start")
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(10)

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"

    @property
    def bytes_received(self) -> bytes:
        """Everything that any client sent, in order of arrival."""
        return b"".join(request.raw for request in list(self.requests))

    @property
    def chat_requests(self) -> list[Received]:
        return [request for request in list(self.requests) if request.path.endswith("/completions")]

    def _run(self) -> None:
        asyncio.run(self._serve())

    async def _serve(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._stop = asyncio.Event()
        tasks: set[asyncio.Task[None]] = set()

        def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            task = asyncio.ensure_future(self._connection(reader, writer))
            tasks.add(task)
            task.add_done_callback(tasks.discard)

        server = await asyncio.start_server(accept, "127.0.0.1", self._port, limit=_LINE_LIMIT)
        self.port = server.sockets[0].getsockname()[1]
        self._ready.set()
        await self._stop.wait()
        server.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _connection(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.open_connections += 1
        self.accepted_connections += 1
        try:
            while request := await self._read(reader):
                self.requests.append(request)
                if not await self._answer_while_connected(request, reader, writer):
                    break
        except (ConnectionError, asyncio.IncompleteReadError, ValueError):
            pass  # The client went away or spoke something else, as in tests of TLS.
        finally:
            self.open_connections -= 1
            writer.close()
            with contextlib.suppress(ConnectionError):
                await writer.wait_closed()

    async def _answer_while_connected(
        self, request: Received, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> bool:
        """Answers, but gives up at once when the client hangs up; True to read another request."""
        answer = asyncio.ensure_future(self._answer(request, writer))
        hang_up = asyncio.ensure_future(self._closed(reader))
        try:
            await asyncio.wait({answer, hang_up}, return_when=asyncio.FIRST_COMPLETED)
            return answer.done() and answer.result()
        finally:
            for task in (answer, hang_up):
                task.cancel()
            await asyncio.gather(answer, hang_up, return_exceptions=True)

    @staticmethod
    async def _closed(reader: asyncio.StreamReader) -> None:
        while not reader.at_eof() and reader.exception() is None:
            await asyncio.sleep(0.01)

    @staticmethod
    async def _read(reader: asyncio.StreamReader) -> Received | None:
        try:
            first_byte = await reader.readexactly(1)
            if not first_byte.isalpha():
                return None  # Somebody speaks TLS.
            head = first_byte + await reader.readuntil(b"\r\n\r\n")
        except asyncio.IncompleteReadError:
            return None
        first, *lines = head.decode("latin-1").strip().split("\r\n")
        method, path, _version = first.split(" ")
        headers = {
            name.lower(): value.strip() for name, _, value in (x.partition(":") for x in lines)
        }
        body = await reader.readexactly(int(headers.get("content-length", "0")))
        return Received(method, path, headers, body, head + body)

    async def _answer(self, request: Received, writer: asyncio.StreamWriter) -> bool:
        path = request.path.partition("?")[0]
        if path.endswith("/chat/completions"):
            reply = Reply(writer, self._plan_for(request), self._random)
            self.replies.append(reply)
            await self._chat(request, reply)
            return reply.keeps_connection
        reply = Reply(writer, self.other_plan, self._random)
        if not await refuse(reply):
            await self._other(path, request, reply)
        return reply.keeps_connection

    def _plan_for(self, request: Received) -> Plan:
        if self.script:
            return self.script.popleft()
        return self.by_model.get(str(request.data.get("model")), self.plan)

    async def _chat(self, request: Received, reply: Reply) -> None:
        model = str(request.data.get("model", "fake-model"))
        if request.data.get("stream"):
            await stream_chat(reply, request.body, model)
        elif not await refuse(reply):
            text = reply.plan.text
            content = compose(prompt_of(request.body)) if text is None else text
            message = {"role": "assistant", "content": content}
            choice = {"index": 0, "message": message, "finish_reason": "stop"}
            await reply.json({"id": "fake", "model": model, "choices": [choice]})

    async def _other(self, path: str, request: Received, reply: Reply) -> None:
        if path.endswith("/models"):
            models = [{"id": model, "object": "model"} for model in self.models]
            await reply.json({"object": "list", "data": models})
        elif path.endswith("/embeddings"):
            texts = request.data["input"]
            texts = [texts] if isinstance(texts, str) else texts
            vectors = [{"index": i, "embedding": embed(text)} for i, text in enumerate(texts)]
            await reply.json({"object": "list", "data": vectors, "model": "fake-embedding"})
        elif path.endswith("/rerank"):
            query, documents = request.data["query"], request.data["documents"]
            scored = sorted(
                ((overlap(query, text), index) for index, text in enumerate(documents)),
                reverse=True,
            )
            results = [{"index": index, "relevance_score": score} for score, index in scored]
            await reply.json({"results": results})
        else:
            await reply.json({"error": {"message": "no such page"}}, 404)


def words_of(text: str) -> set[str]:
    return set(re.findall(r"\w{4,}", text.lower()))


def embed(text: str, size: int = 64) -> list[float]:
    """A normalised bag of hashed words: texts that share words are near each other."""
    vector = [0.0] * size
    for word in words_of(text) or {""}:
        vector[int(hashlib.sha256(word.encode()).hexdigest(), 16) % size] += 1.0
    norm = math.sqrt(sum(value * value for value in vector))
    return [value / norm for value in vector]


def overlap(query: str, text: str) -> float:
    wanted = words_of(query)
    return len(wanted & words_of(text)) / len(wanted) if wanted else 0.0


@contextlib.contextmanager
def refused_url() -> Iterator[str]:
    """The base URL of a port that is held but not listened to: connections are refused."""
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{holder.getsockname()[1]}/v1"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=8001)
    parser.add_argument("--mode", type=FakeMode, default=FakeMode.NORMAL, choices=list(FakeMode))
    parser.add_argument("--after", type=int, default=0, help="pieces before the fault")
    parser.add_argument("--delay", type=float, default=0.3, help="seconds before the first piece")
    parser.add_argument("--pause", type=float, default=0.02, help="seconds before each piece")
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    plan = Plan(given.mode, after=given.after, delay=given.delay, pause=given.pause)
    with FakeLlm(plan, seed=given.seed, port=given.port) as server:
        sys.stderr.write(f"fakellm: mode {given.mode} at {server.base_url}\n")
        with contextlib.suppress(KeyboardInterrupt):
            threading.Event().wait()


if __name__ == "__main__":
    main()
