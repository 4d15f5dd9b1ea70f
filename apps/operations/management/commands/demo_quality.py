"""Play a season of the demonstration, for the dashboard and the review queue."""

import os
import subprocess
import sys
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from apps.operations.demonstration.season.play import (
    Part,
    Season,
    cast_of,
    play_part,
    settle_season,
)
from apps.operations.demonstration.seed import seed_demonstration
from apps.sheets.search import warm_up


class Command(BaseCommand):
    help = "Play a seeded season of the demonstration; the server must be stopped meanwhile."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--desks", type=int, default=40)
        parser.add_argument("--counsellors", type=int, default=120)
        parser.add_argument("--requests", type=int, default=20_000)
        parser.add_argument("--through-pipeline", type=int, default=1_000)
        parser.add_argument("--seed", type=int, default=2026)

        parser.add_argument("--processes", type=int, default=min(4, os.cpu_count() or 1))
        parser.add_argument("--part", type=int, help="play this part only, as a helper process")

    def handle(self, *args: object, **options: Any) -> None:
        if not settings.DEMONSTRATION:
            raise CommandError("La saison est une démonstration : DEMONSTRATION=1.", returncode=2)
        season = Season(
            desks=options["desks"],
            counsellors=options["counsellors"],
            requests=options["requests"],
            through_pipeline=options["through_pipeline"],
            today=timezone.localdate(),
            seed=options["seed"],
        )
        if options["part"] is not None:
            warm_up()
            part = Part(options["part"], options["processes"])
            play_part(season, part, report=self.stderr.write)
            return
        call_command("migrate", database="maintenance", verbosity=0, interactive=False)
        seed_demonstration(report=self.stderr.write)
        cast_of(season)
        self._play_together(season, options["processes"])
        settle_season(season, report=self.stderr.write)
        self.stderr.write("Tableau de bord : supervision0@saison.example, puis make run.")

    def _play_together(self, season: Season, processes: int) -> None:
        """Each part in a process of its own; one that fails fails the season."""
        common = [sys.executable, sys.argv[0], "demo_quality", f"--processes={processes}"]
        for name in ("desks", "counsellors", "requests", "through_pipeline", "seed"):
            common.append(f"--{name.replace('_', '-')}={getattr(season, name)}")
        helpers = [subprocess.Popen([*common, f"--part={n}"]) for n in range(processes)]  # noqa: S603
        failed = [helper for helper in helpers if helper.wait()]
        if failed:
            raise CommandError("Une partie de la saison a échoué : voyez plus haut.", returncode=1)
