"""How soon an answer is seen, over the real socket of a demonstration of its own.

`.venv/bin/python -m bench.answer_latency [--runs 20] [--streams 30] [--workers 0] [--json]`,
alone on an idle machine, six minutes. Three figures: from the end of the model's first sentence to
that sentence, checked; from sending to the first source with no model; the moments of the answers
of so many people who each ask one after another, so that as many streams are always open.

`--workers 1` makes the answers in another process than the one of the pages, with Redis between
them, as in production; more share them out; 0 does all in one process, as `make run`.
"""

import argparse
import asyncio
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random
from time import monotonic

FOLDER = tempfile.TemporaryDirectory()
os.environ["LOCAL_FOLDER"] = str(Path(FOLDER.name) / "local")
os.environ["QUESTIONS_PER_MINUTE"] = "10000"  # one person asks them all
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "franceservices.settings")
import django

django.setup()
from django.db import connection

from apps.accounts.enums import Role
from apps.accounts.models import Desk, User
from apps.accounts.services import accept_terms, create_user
from apps.accounts.terms import current_version
from bench.search import machine
from tests.conversations.conftest import quiet_exchange, session_cookie
from tests.e2e.conftest import Served
from tests.support.exchange_page import ExchangePage
from tests.support.fakellm import FakeLlm
from tests.support.fakellm_modes import Plan
from tests.support.redisserver import redis_server

QUESTION = "Elle a perdu sa carte d'identité. Combien coûte la nouvelle et où aller ?"
FLOORS_MS = {
    "sentence_checked": 150,
    "source_without_model": 500,
    "streams_source": 500,
    "streams_sentence": 2_000,
    "streams_whole": 15_000,
}
LONGEST_SECONDS = 60
SPREAD_SECONDS = 8.0  # about what one answer takes
ROUNDS = 4
SOURCE, SENTENCE, END = "fs-sources__item", "fs-sentence", "fs-actions"


@dataclass(frozen=True)
class Moments:
    """When each thing was first seen, on the clock of this process."""

    sent: float
    source: float
    sentence: float
    end: float


@dataclass(frozen=True)
class Address:
    """What ExchangePage needs of a server."""

    origin: str

    @property
    def socket_origin(self) -> str:
        return self.origin.replace("http", "ws", 1)


@contextmanager
def served(model: FakeLlm | None, workers: int) -> Iterator[Served]:
    """The demonstration, in front of the model or of none."""
    environment = {"LLM_BASE_URL": model.base_url, "LLM_MODEL": "fake-model"} if model else {}
    with ExitStack() as stack:
        if workers:
            address = stack.enter_context(redis_server())
            environment |= {"REDIS_URL": address, "WORKER_IN_SERVER": "0"}
        server = Served(Path(os.environ["LOCAL_FOLDER"]), environment=environment)
        server.start()
        stack.callback(server.stop)
        for _ in range(workers):
            stack.enter_context(working(server))
        yield server


@contextmanager
def working(server: Served) -> Iterator[None]:
    """A process that makes answers, as `compose.yaml` starts it."""
    command = ["procrastinate", "worker", "--concurrency", "40"]
    command += ["--fetch-job-polling-interval", "0.2"]
    with (server.folder / "worker.log").open("ab") as log:
        worker = subprocess.Popen(
            [sys.executable, "manage.py", *command], env=server.variables, stdout=log, stderr=log
        )
    try:
        yield
    finally:
        worker.terminate()
        worker.wait(30)


def counsellors(count: int) -> list[User]:
    """People of one desk, each with the terms accepted."""
    desk = Desk.objects.earliest("pk")
    people = list(User.objects.filter(email__startswith="latency"))
    for number in range(len(people), count):
        email = f"latency{number}@demo.example"
        people.append(
            create_user(
                email=email, full_name=email, roles=[Role.COUNSELLOR], desk=desk, password=None
            )
        )
        accept_terms(user=people[-1], version=current_version())
    return people[:count]


async def ask(page: ExchangePage) -> Moments:
    """One question, read to its end."""
    sent = monotonic()
    seen: dict[str, float] = {}
    async with asyncio.timeout(LONGEST_SECONDS):
        await page.ask(QUESTION)
        while END not in seen:
            message = await page.next_message(seconds=LONGEST_SECONDS)
            for sign in (SOURCE, SENTENCE, END):
                if sign in message:
                    seen.setdefault(sign, monotonic())
    return Moments(sent, seen[SOURCE], seen[SENTENCE], seen[END])


async def one_by_one(server: Served, person: User, runs: int, start: float = 0.0) -> list[Moments]:
    """Each in an exchange of its own, so that none is a follow-up; the first after `start` s."""
    cookie = await asyncio.to_thread(session_cookie, person)
    await asyncio.sleep(start)
    moments = []
    for _ in range(runs):
        exchange = await quiet_exchange(person)
        async with ExchangePage(Address(server.url), cookie, exchange) as page:
            moments.append(await ask(page))
    return moments


async def together(server: Served, people: list[User], rounds: int) -> list[Moments]:
    """So many people, each asking again as soon as they have read; they do not start as one."""
    shuffled = Random(0)
    starts = [shuffled.uniform(0, SPREAD_SECONDS) for _ in people]
    read = await asyncio.gather(
        *(
            one_by_one(server, person, rounds, start)
            for person, start in zip(people, starts, strict=True)
        )
    )
    return [each for moments in read for each in moments]


def first_sentence_left(model: FakeLlm) -> list[float]:
    """For each draft streamed, when the citation of its first sentence had left the model."""
    moments = []
    for reply in model.replies:
        text = ""
        for left, piece in reply.pieces:
            text += piece
            if "]" in text:
                moments.append(left)
                break
    return moments


def measure(runs: int, streams: int, workers: int) -> dict[str, list[float]]:
    """Milliseconds of each figure."""
    with FakeLlm(Plan(delay=0.3, pause=0.035)) as model, served(model, workers) as server:
        people = counsellors(streams)
        asyncio.run(one_by_one(server, people[0], 3))  # what only a first answer waits for
        model.replies.clear()
        with_model = asyncio.run(one_by_one(server, people[0], runs))
        left = first_sentence_left(model)
        many = asyncio.run(together(server, people, ROUNDS))
    with served(None, workers) as server:
        asyncio.run(one_by_one(server, people[0], 3))
        without = asyncio.run(one_by_one(server, people[0], runs))
    return {
        "sentence_checked": [
            (each.sentence - end) * 1_000 for each, end in zip(with_model, left, strict=True)
        ],
        "source_without_model": [(each.source - each.sent) * 1_000 for each in without],
        "streams_source": [(each.source - each.sent) * 1_000 for each in many],
        "streams_sentence": [(each.sentence - each.sent) * 1_000 for each in many],
        "streams_whole": [(each.end - each.sent) * 1_000 for each in many],
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=20)
    parser.add_argument("--streams", type=int, default=30)
    parser.add_argument("--workers", type=int, default=0)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    about = {"machine": machine(), "Python": platform.python_version()}
    about |= {"streams": options.streams, "workers": options.workers}
    figures = {
        name: {
            "n": len(values),
            "p50": round(statistics.median(values)),
            "p95": round(sorted(values)[int(0.95 * (len(values) - 1))]),
            "floor": FLOORS_MS[name],
        }
        for name, values in measure(options.runs, options.streams, options.workers).items()
    }
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        about["PostgreSQL"] = cursor.fetchone()[0]
    about["load_after"] = os.getloadavg()[0]
    if options.json:
        sys.stdout.write(json.dumps({**about, "ms": figures}, indent=1) + "\n")
        return
    sys.stdout.write(f"{about}\n\n| ms | n | p50 | p95 | floor |\n|---|--:|--:|--:|--:|\n")
    for name, values in figures.items():
        sys.stdout.write(f"| {name} | {' | '.join(map(str, values.values()))} |\n")


if __name__ == "__main__":
    main()
