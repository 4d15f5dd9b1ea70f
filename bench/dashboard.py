"""How long the dashboard takes on 1,000,000 answers: python -m bench.dashboard [--answers 1000000]

Fills the weekly rows that the job would make of a year of so many answers in the whole country
(101 départements, 7,000 counsellors, 13 operators, a few themes each): the answers themselves are
not stored, the rows are summed from them one by one, as the job sums. Lets the job sum up the
quarter, then times each page, in process, for a national supervisor and one of a region: elapsed,
and processor time of this process and of its database process together. Prints the plans of the
queries. Works in a transaction that is rolled back.
"""

import argparse
import json
import os
import random
import time
from collections import defaultdict
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from statistics import quantiles

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "franceservices.settings")
django.setup()

from django.db import connection, transaction
from django.test import Client

from apps.accounts.enums import Role
from apps.accounts.models import Departement, User
from apps.accounts.services import accept_terms
from apps.accounts.terms import current_version
from apps.answering.enums import Operator
from apps.reviews.models import WeeklyFigure
from apps.reviews.quality.cells import Dimension, Filter, Scope, sum_lines
from apps.reviews.quality.delays import BASE, histogram
from apps.reviews.quality.figures import COUNTS, MASKS
from apps.reviews.quality.periods import Quarter
from apps.reviews.quality.refreshing import sum_up_quarter

SEED, WEEKS, COUNSELLORS = 2026, 52, 7_000
FIRST_WEEK = date(2025, 12, 29)
DEPARTEMENTS = [f"{n:02}" for n in range(1, 96)] + ["971", "972", "973", "974", "976", "2A"]
REGION = ["03", "15", "23", "43", "63", "19", "87", "86", "16", "17", "79", "24", "33"]
QUARTER = Quarter(2026, 1)
DEMAND = [16, 16, 14, 5, 15, 4, 3, 19, 3, 2, 1, 1, 1]
PAGES = ["", "operator:dgfip", "departement:23", "theme:Thème 3", "week:2026-02-02"]


def fill(answers: int) -> int:
    """The weekly rows of so many answers; returns how many rows they make."""
    draw = random.Random(SEED)
    operators = [each.value for each in Operator]
    themes = {name: [f"Thème {draw.randrange(40)}" for _ in range(4)] for name in operators}
    sums: defaultdict[tuple[int, str, str, str], list[int]] = defaultdict(
        lambda: [0] * (len(COUNTS) + len(MASKS))
    )
    for operator in draw.choices(operators, DEMAND, k=answers):
        person = draw.randrange(COUNSELLORS)
        cell = (
            draw.randrange(WEEKS),
            DEPARTEMENTS[person % len(DEPARTEMENTS)],
            operator,
            draw.choice(themes[operator]),
        )
        add(sums[cell], 1 << (person * 2_654_435_761 % 63), draw)
    rows = (
        WeeklyFigure(
            week=FIRST_WEEK + timedelta(days=7 * week),
            departement=departement,
            operator=operator,
            theme=theme,
            **dict(zip((*COUNTS, *MASKS), values, strict=True)),
        )
        for (week, departement, operator, theme), values in sums.items()
    )
    WeeklyFigure.objects.bulk_create(rows, batch_size=5_000)
    return len(sums)


def add(values: list[int], bit: int, draw: random.Random) -> None:
    """One answer."""
    is_answered = draw.random() < 0.9
    is_handed, is_rated, is_reviewed = (draw.random() < odds for odds in (0.5, 0.2, 0.03))
    one = {
        "requests": 1,
        "answered": is_answered,
        "declined": not is_answered,
        "reviewable": 1,
        "sentences": 9,
        "supported": 9,
        "handed_over": is_handed,
        "edited": is_handed and draw.random() < 0.3,
        "rated": is_rated,
        "helpful": is_rated and draw.random() < 0.8,
        "reviewed": is_reviewed,
        "judged_right": is_reviewed and draw.random() < 0.93,
        "judged_dangerous": 0,
        "timed": 1,
        "prompt": draw.random() < 0.96,
        "finished_in_time": 1,
        "first_text_delays": delay(draw),
        "total_delays": delay(draw) * BASE**8,
    }
    for place, name in enumerate(COUNTS):
        values[place] += int(one[name])
    for place, is_in in enumerate((True, is_handed, is_rated, is_reviewed), len(COUNTS)):
        values[place] |= bit if is_in else 0


def delay(draw: random.Random) -> int:
    """The histogram of one delay, around 800 ms."""
    return histogram([round(draw.lognormvariate(6.7, 0.5))])


def measure(client: Client, times: int) -> dict[str, dict[str, float]]:
    """Milliseconds of each page after one that warms up: p50 and p95 elapsed, mean processor."""
    found = {}
    for page in PAGES:
        query = {"periode": QUARTER.key, "limite": page}
        open_page(client, query)
        taken, busy = [], processor_ms()
        for _ in range(times):
            started = time.perf_counter()
            open_page(client, query)
            taken.append((time.perf_counter() - started) * 1000)
        cuts = quantiles(taken, n=20, method="inclusive")
        found[page or "all"] = {
            "p50": round(cuts[9]),
            "p95": round(cuts[18]),
            "processor": round((processor_ms() - busy) / times),
        }
    return found


def open_page(client: Client, query: dict[str, str]) -> None:
    response = client.get("/supervision/tableau-de-bord/", query, headers={"host": "localhost"})
    if b"fs-figures" not in response.content:
        raise RuntimeError(f"{query}: {response.status_code}, no figures")


def processor_ms() -> float:
    """Spent so far by this process and by its database process, in ms."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (pid,) = cursor.fetchone()
    # After the name, which may hold spaces: the 12th and 13th are ticks in user and system mode.
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    ticks = int(fields[11]) + int(fields[12])
    return time.process_time() * 1000 + ticks * 1000 / os.sysconf("SC_CLK_TCK")


def supervisor(name: str, **scope: object) -> Client:
    user = User.objects.create_user(
        f"{name}@example.org", "", full_name=name, roles=[Role.SUPERVISOR], **scope
    )
    accept_terms(user=user, version=current_version())
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def plans() -> dict[str, list[str]]:
    whole, region = Scope(QUARTER, everywhere=True), Scope(QUARTER, False, tuple(REGION))
    dgfip = Filter(Dimension.OPERATOR, "dgfip")
    return {
        "all, the country": plan(
            "SELECT * FROM reviews_quarterfigure WHERE quarter = %(quarter)s",
            {"quarter": QUARTER.key},
        ),
        "an operator, the country": plan(
            sum_lines(dgfip), {**whole.parameters(), "line": dgfip.line}
        ),
        "all, a region": plan(sum_lines(), region.parameters()),
    }


def plan(query: str, parameters: dict[str, object]) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS) {query}", parameters)
        return [row[0] for row in cursor.fetchall()]


def timed(work: Callable[[], object]) -> float:
    started = processor_ms()
    work()
    return round(processor_ms() - started)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--answers", type=int, default=1_000_000)
    parser.add_argument("--times", type=int, default=20)
    options = parser.parse_args()
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL statement_timeout = 0")
            cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
        rows = fill(options.answers)
        Departement.objects.bulk_create(
            (Departement(code=code, name=f"Département {code}") for code in DEPARTEMENTS),
            ignore_conflicts=True,
        )
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE reviews_weeklyfigure")
        summing = timed(lambda: sum_up_quarter(QUARTER))
        figures = {
            "answers": options.answers,
            "rows": rows,
            "summing_up_processor_ms": summing,
            "country_ms": measure(supervisor("country", is_national=True), options.times),
            "region_ms": measure(supervisor("region", scope=REGION), options.times),
        }
        print(json.dumps(figures, indent=2, ensure_ascii=False))
        for title, lines in plans().items():
            print("\n".join([title, *lines, ""]))
        transaction.set_rollback(True)


if __name__ == "__main__":
    main()
