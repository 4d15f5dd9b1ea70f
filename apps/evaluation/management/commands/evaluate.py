"""Measure the assistant on golden questions and judged cases."""

import json
from argparse import ArgumentParser
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from apps.answering.enums import DrafterName
from apps.answering.prepare import RequestRefused
from apps.conversations.assistant import NoModelConfigured
from apps.evaluation.answers import measure
from apps.evaluation.asking import ask_all
from apps.evaluation.claims import evaluate_claims
from apps.evaluation.golden import UnreadableQuestions, read_questions
from apps.evaluation.judge_records import judge_records
from apps.evaluation.masking import evaluate_masking
from apps.evaluation.retrieval import measure_retrieval, run_retrieval
from apps.evaluation.services import NoJudgeConfigured
from apps.llm.writer import configured_judge
from apps.sheets.search import current_reader, find_now, warm_up


class Command(BaseCommand):
    help = "Measure search, answers, masking or the checking of claims on a file of cases."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parts = parser.add_subparsers(dest="part", required=True)
        options = {
            "retrieval": "--questions",
            "answers": "--questions",
            "masking": "--cases",
            "claims": "--cases",
        }
        for name, option in options.items():
            part = parts.add_parser(name)
            part.add_argument(option, type=Path, required=True, dest="path")
            part.add_argument("--json", action="store_true")
            if name == "answers":
                part.add_argument("--drafter", choices=[each.value for each in DrafterName])
                part.add_argument(
                    "--oracle",
                    action="store_true",
                    help="give the sheets that answer, to measure drafting apart from search",
                )
                part.add_argument(
                    "--judge",
                    action="store_true",
                    help="ask the model of LLM_JUDGE_MODEL what it thinks of each answer, too",
                )

    def handle(self, *args: object, part: str, path: Path, **options: Any) -> None:
        try:
            figures = _FIGURES[part](path, options)
        except UnreadableQuestions as error:
            raise CommandError(str(error), returncode=2) from error
        except RequestRefused as refusal:
            raise CommandError(f"{path} : {refusal.message}", returncode=2) from refusal
        except NoModelConfigured as error:
            message = _("No model is configured: set LLM_BASE_URL and LLM_MODEL.")
            raise CommandError(message, returncode=2) from error
        except NoJudgeConfigured as error:
            message = _("No model that judges is configured: set LLM_BASE_URL and LLM_JUDGE_MODEL.")
            raise CommandError(message, returncode=2) from error
        except (OSError, ValueError, KeyError) as error:
            raise CommandError(f"{path} ne peut pas être lu : {error!r}", returncode=2) from error
        self.stdout.write(
            json.dumps(figures, ensure_ascii=False, indent=None if options["json"] else 2)
        )


def _retrieval(path: Path, options: dict[str, Any]) -> dict[str, Any]:
    questions = read_questions(path)
    warm_up()
    return measure_retrieval(run_retrieval(questions, current_reader(), find_now))


def _answers(path: Path, options: dict[str, Any]) -> dict[str, Any]:
    questions = read_questions(path)
    only = DrafterName(options["drafter"]) if options["drafter"] else None
    judge = configured_judge() if options["judge"] else None
    if options["judge"] and judge is None:
        raise NoJudgeConfigured
    records = ask_all(questions, only=only, with_oracle=options["oracle"])
    judged = {"judge": judge_records(records, questions, judge)} if judge else {}
    return measure(records, questions) | judged


_FIGURES: dict[str, Callable[[Path, dict[str, Any]], dict[str, Any]]] = {
    "retrieval": _retrieval,
    "answers": _answers,
    "masking": lambda path, options: evaluate_masking(path),
    "claims": lambda path, options: evaluate_claims(path),
}
