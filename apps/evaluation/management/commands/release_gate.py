"""Refuse a release below the floors, or let it through (PRODUCT S-11)."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from apps.answering.enums import DrafterName
from apps.evaluation.models import EvaluationRun, EvaluationSet
from apps.evaluation.releases import current_release
from apps.evaluation.reports import latest_decision
from apps.evaluation.services import carry_out_run, decide_release, request_run
from apps.sheets.search import warm_up


class Command(BaseCommand):
    help = (
        "Say whether the release that is configured may serve: exit code 0 accepted, 1 refused, "
        "2 bad input. With --run SET it is run on that set first."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--run", metavar="SET", help="name of the evaluation set to run first")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: object, **options: Any) -> None:
        release = current_release()
        if options["run"]:
            decision = decide_release(run=self._run(options["run"]), user=None)
        else:
            known = latest_decision(release.fingerprint)
            if known is None:
                raise CommandError(
                    "Cette version n’a jamais été évaluée : --run JEU.", returncode=1
                )
            decision = known
        figures = {
            "fingerprint": release.fingerprint,
            "accepted": decision.is_accepted,
            "reasons": decision.reasons,
            **decision.figures,
        }
        self.stdout.write(
            json.dumps(figures, ensure_ascii=False, indent=None if options["json"] else 2)
        )
        if not decision.is_accepted:
            raise CommandError("Version refusée. " + " ".join(decision.reasons), returncode=1)

    def _run(self, name: str) -> EvaluationRun:
        evaluation_set = EvaluationSet.objects.filter(name=name).first()
        if evaluation_set is None:
            raise CommandError(f"Il n’y a pas de jeu « {name} ».", returncode=2)
        release = current_release()
        run = request_run(
            evaluation_set=evaluation_set,
            drafter=DrafterName(release.drafter),
            model=release.model,
            prompt_version=release.prompt_version,
            user=None,
            is_queued=False,
        )
        warm_up()
        carry_out_run(run=run)
        run.refresh_from_db()
        return run
