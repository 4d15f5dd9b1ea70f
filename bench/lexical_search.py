"""Three ways to score by words, on one base: python -m bench.lexical_search QUESTIONS

Rankings are by the best passage of each sheet, nothing fused; prints a JSON object.
"""

import argparse
import json
import os
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "franceservices.settings")
django.setup()

import numpy as np
from django.db import connection, transaction

from apps.answering.lexicon import read_lexicon
from apps.answering.understanding import Reader
from apps.evaluation.golden import GoldenQuestion, read_questions
from apps.sheets.models import SheetRevision
from apps.sheets.search.index import LexicalIndex
from apps.sheets.search.ranking import query_stems

Rank = Callable[[dict[str, float]], list[int]]

_TS_VECTORS = """
CREATE TEMP TABLE bench_ts AS
SELECT p.id, p.revision_id,
       setweight(to_tsvector('french', r.title), 'A')
       || setweight(to_tsvector('french', array_to_string(p.heading_path, ' ')), 'B')
       || setweight(to_tsvector('french', p.text), 'D') AS words
FROM sheets_passage p JOIN sheets_sheetrevision r ON r.id = p.revision_id
WHERE r.status = 'published';
CREATE INDEX ON bench_ts USING gin (words);
ANALYZE bench_ts
"""
_TS_RANK = """
SELECT revision_id, max(ts_rank(words, query, 1)) AS score
FROM bench_ts, to_tsquery('french', %s) query
WHERE words @@ query GROUP BY revision_id ORDER BY score DESC LIMIT 10
"""
_POSTINGS = """
CREATE TEMP TABLE bench_postings (stem text, passage int, weight real)
"""
_SUM = """
SELECT passage, sum(weight * w) AS score FROM bench_postings
JOIN unnest(%s::text[], %s::real[]) AS q(stem, w) USING (stem)
GROUP BY passage ORDER BY score DESC LIMIT 200
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("questions", type=Path)
    questions = [each for each in read_questions(parser.parse_args().questions) if each.gold]
    external = dict(SheetRevision.objects.published().values_list("pk", "sheet__external_id"))
    started = time.perf_counter()
    index = LexicalIndex()
    snapshot = index.snapshot_for(list(external))
    figures = {"memory": {"seconds_to_build": round(time.perf_counter() - started, 1)}}

    def by_memory(query: dict[str, float]) -> list[int]:
        best = snapshot.best_of_sheet(snapshot.scores(query).passages)
        return [int(snapshot.revision_ids[at]) for at in np.argsort(-best, kind="stable")[:10]]

    figures["memory"] |= _measure(by_memory, questions, external)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")

        def by_ts_rank(query: dict[str, float]) -> list[int]:
            cursor.execute(_TS_RANK, [" | ".join(stem for stem in query if stem.isalnum())])
            return [row[0] for row in cursor.fetchall()]

        started = time.perf_counter()
        for statement in _TS_VECTORS.split(";"):
            cursor.execute(statement)
        figures["ts_rank"] = {"seconds_to_build": round(time.perf_counter() - started, 1)}
        figures["ts_rank"] |= _measure(by_ts_rank, questions, external)

        def by_postings(query: dict[str, float]) -> list[int]:
            cursor.execute(_SUM, [list(query), list(query.values())])
            places = [snapshot.revision_of_passage[row[0]] for row in cursor.fetchall()]
            return [int(snapshot.revision_ids[at]) for at in dict.fromkeys(places)][:10]

        started = time.perf_counter()
        cursor.execute(_POSTINGS)
        with cursor.copy("COPY bench_postings FROM STDIN") as copy:
            for row in snapshot.weights_of_passages():
                copy.write_row(row)
        cursor.execute("CREATE INDEX ON bench_postings (stem) INCLUDE (passage, weight)")
        cursor.execute("ANALYZE bench_postings")
        figures["postings_in_sql"] = {"seconds_to_build": round(time.perf_counter() - started, 1)}
        figures["postings_in_sql"] |= _measure(by_postings, questions, external)
    print(json.dumps(figures, indent=2))


def _measure(rank: Rank, questions: list[GoldenQuestion], external: dict[int, str]) -> dict:
    reader = Reader(read_lexicon())
    hits, milliseconds = 0, []
    for question in questions:
        query = query_stems(reader.read(question.question, question.history))
        started = time.perf_counter()
        found = rank(query)
        milliseconds.append((time.perf_counter() - started) * 1000)
        hits += any(external[revision] in question.gold for revision in found[:5])
    return {
        "n": len(questions),
        "recall_at_5": round(hits / len(questions), 3),
        "ms_p50": round(median(milliseconds), 1),
        "ms_p95": round(sorted(milliseconds)[int(len(milliseconds) * 0.95)], 1),
    }


if __name__ == "__main__":
    main()
