"""How long the dashboard takes on 1,000,000 answers: python -m bench.dashboard [--answers 1000000]

Fills the weekly rows that the job would make of a year of so many answers in the whole country
(101 départements, 7,000 counsellors, 13 operators, a few themes each): the answers themselves are
not stored, the rows are summed from them one by one, as the job sums. Then times each page, in
process, and prints the plan of its largest query. Works in a transaction that is rolled back.
"""

import argparse
import json
import os
import random
import time
from collections import defaultdict
from datetime import date, timedelta
from statistics import quantiles

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "franceservices.settings")
django.setup()

from django.db import connection, transaction  # noqa: E402
from django.test import Client  # noqa: E402

from apps.accounts.enums import Role  # noqa: E402
from apps.accounts.models import User  # noqa: E402
from apps.accounts.services import accept_terms  # noqa: E402
from apps.accounts.terms import current_version  # noqa: E402
from apps.answering.enums import Operator  # noqa: E402
from apps.reviews.models import WeeklyFigure  # noqa: E402
from apps.reviews.quality.cells import SUM_LINES  # noqa: E402
from apps.reviews.quality.figures import COUNTS, MASKS  # noqa: E402

SEED, WEEKS, COUNSELLORS = 2026, 52, 7_000
FIRST_WEEK = date(2025, 12, 29)
DEPARTEMENTS = [f"{n:02}" for n in range(1, 96)] + ["971", "972", "973", "974", "976", "2A"]
DEMAND = [16, 16, 14, 5, 15, 4, 3, 19, 3, 2, 1, 1, 1]
PAGES = [
    "?periode={quarter}",
    "?periode={quarter}&limite=operator:caf",
    "?periode={quarter}&limite=departement:23",
    "?periode={quarter}&limite=theme:Thème 3",
    "?periode={quarter}&limite=week:2026-02-02",
]


def fill(answers: int) -> int:
    """The weekly rows of so many answers; returns how many rows they make."""
    draw = random.Random(SEED)  # noqa: S311
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
    }
    for place, name in enumerate(COUNTS):
        values[place] += int(one[name])
    for place, is_in in enumerate((True, is_handed, is_rated, is_reviewed), len(COUNTS)):
        values[place] |= bit if is_in else 0


def measure(times: int) -> dict[str, dict[str, float]]:
    """Milliseconds of each page, p50 and p95, after one that warms up."""
    user = User.objects.create_user(
        "bench@example.org", "", full_name="Bench", roles=[Role.SUPERVISOR], is_national=True
    )
    accept_terms(user=user, version=current_version())
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    found = {}
    for page in PAGES:
        address = "/supervision/tableau-de-bord/" + page.format(quarter="2026-1")
        client.get(address, headers={"host": "localhost"})
        taken = []
        for _ in range(times):
            started = time.perf_counter()
            response = client.get(address, headers={"host": "localhost"})
            taken.append((time.perf_counter() - started) * 1000)
            if response.status_code != 200:
                raise RuntimeError(f"{address}: {response.status_code}")
        cuts = quantiles(taken, n=20, method="inclusive")
        found[page] = {"p50": round(cuts[9]), "p95": round(cuts[18])}
    return found


def plan() -> list[str]:
    parameters = {"begin": "2026-01-05", "end": "2026-04-05", "everywhere": True, "scope": []}
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN (ANALYZE, BUFFERS) " + SUM_LINES.format(only=""), parameters)
        return [row[0] for row in cursor.fetchall()]


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
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE reviews_weeklyfigure")
        figures = {"answers": options.answers, "rows": rows, "ms": measure(options.times)}
        print(json.dumps(figures, indent=2, ensure_ascii=False))  # noqa: T201
        print("\n".join(plan()))  # noqa: T201
        transaction.set_rollback(True)


if __name__ == "__main__":
    main()
