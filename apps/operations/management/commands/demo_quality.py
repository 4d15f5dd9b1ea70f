"""Play a season of the demonstration, for the dashboard and the review queue."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from apps.operations.demonstration.season.play import Season, play_season
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

    def handle(self, *args: object, **options: Any) -> None:
        if not settings.DEMONSTRATION:
            raise CommandError("La saison est une démonstration : DEMONSTRATION=1.", returncode=2)
        call_command("migrate", database="maintenance", verbosity=0, interactive=False)
        seed_demonstration(report=self.stderr.write)
        warm_up()
        season = Season(
            desks=options["desks"],
            counsellors=options["counsellors"],
            requests=options["requests"],
            through_pipeline=options["through_pipeline"],
            today=timezone.localdate(),
            seed=options["seed"],
        )
        play_season(season, report=self.stderr.write)
        self.stderr.write("Tableau de bord : supervision0@saison.example, puis make run.")
