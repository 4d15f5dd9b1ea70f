"""Compute what search still lacks."""

import json
import sys
import time
from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError
from rich.console import Console
from rich.progress import Progress

from apps.llm.embedder import EmbeddingFailed
from apps.sheets.search import Scope
from apps.sheets.search.index import index
from apps.sheets.services.counting import keep_terms
from apps.sheets.services.indexing import IndexingReport, index_waiting


class Command(BaseCommand):
    help = "Compute the vectors and try the lexical index; can be stopped and run again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: object, **options: object) -> None:
        started = time.monotonic()
        keep_terms()
        lexical = index.snapshot_for(Scope(only_answers=False).revision_ids())
        lexical_seconds = round(time.monotonic() - started, 1)
        try:
            report = self._index_with_progress()
        except EmbeddingFailed as error:
            raise CommandError(
                f"Le service de vecteurs ne répond pas ({error}) ; relancez la commande plus tard.",
                returncode=1,
            ) from error
        figures = {
            "passages": report.passages,
            "vectors": report.vectors,
            "seconds": round(time.monotonic() - started, 1),
            "lexical_seconds": lexical_seconds,
            "words": len(lexical.word_frequencies),
        }
        self.stdout.write(json.dumps(figures) if options["json"] else str(figures))

    def _index_with_progress(self) -> IndexingReport:
        with Progress(console=Console(file=sys.stderr), disable=not sys.stderr.isatty()) as bar:
            job = bar.add_task("Vecteurs")
            return index_waiting(
                on_progress=lambda done, total: bar.update(job, completed=done, total=total),
            )
