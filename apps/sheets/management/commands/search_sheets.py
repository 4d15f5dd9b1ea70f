"""Search the published sheets from the command line."""

import json
import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from apps.answering.passages import Passage
from apps.sheets.search import current_reader, find_now, warm_up


class Command(BaseCommand):
    help = "Print the passages that search finds for a request, best first."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("question")
        parser.add_argument("--limit", type=int, default=10)
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: object, question: str, limit: int, **options: object) -> None:
        if not question.strip() or limit < 1:
            raise CommandError("Il faut une question, et une limite d’au moins 1.", returncode=2)
        warm_up()
        started = time.perf_counter()
        findings = find_now(current_reader().read(question))
        elapsed = round((time.perf_counter() - started) * 1000, 1)
        hits = findings.passages[:limit]
        if options["json"]:
            rows = [_row(hit) for hit in hits]
            self.stdout.write(json.dumps({"hits": rows, "elapsed_ms": elapsed}, ensure_ascii=False))
            return
        for hit in hits:
            self.stdout.write(f"{hit.score:.3f}  {hit.sheet_id}  {hit.sheet_title} › {hit.section}")


def _row(hit: Passage) -> dict[str, Any]:
    return {
        "sheet": hit.sheet_id,
        "title": hit.sheet_title,
        "section": hit.section,
        "text": hit.text,
        "score": round(hit.score, 4),
        "source_date": hit.source_date.isoformat() if hit.source_date else None,
    }
