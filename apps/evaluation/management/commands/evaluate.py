"""Measure the assistant on golden questions and judged cases."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from apps.answering.lexicon import read_lexicon
from apps.answering.understanding import Reader
from apps.evaluation.claims import evaluate_claims
from apps.evaluation.golden import UnreadableQuestions, read_questions
from apps.evaluation.retrieval import measure_retrieval, run_retrieval
from apps.sheets.search import Scope, find


class Command(BaseCommand):
    help = "Measure search, answers, masking or the checking of claims on a file of cases."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parts = parser.add_subparsers(dest="part", required=True)
        for name, option in (("retrieval", "--questions"), ("claims", "--cases")):
            part = parts.add_parser(name)
            part.add_argument(option, type=Path, required=True, dest="path")
            part.add_argument("--json", action="store_true")

    def handle(self, *args: object, part: str, path: Path, **options: Any) -> None:
        try:
            figures = self._figures(part, path)
        except UnreadableQuestions as error:
            raise CommandError(str(error), returncode=2) from error
        except (OSError, ValueError, KeyError) as error:
            raise CommandError(f"{path} ne peut pas être lu : {error!r}", returncode=2) from error
        self.stdout.write(
            json.dumps(figures, ensure_ascii=False, indent=None if options["json"] else 2)
        )

    def _figures(self, part: str, path: Path) -> dict[str, Any]:
        if part == "claims":
            return evaluate_claims(path)
        scope = Scope()
        outcomes = run_retrieval(
            read_questions(path), Reader(read_lexicon()), lambda understood: find(understood, scope)
        )
        return measure_retrieval(outcomes)
