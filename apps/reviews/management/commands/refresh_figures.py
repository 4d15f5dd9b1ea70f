"""Count the weekly figures of the dashboard anew."""

from argparse import ArgumentParser

from django.core.management.base import BaseCommand
from django.utils import timezone

from apps.reviews.quality.refreshing import refresh_all_weeks, refresh_recent_weeks


class Command(BaseCommand):
    help = "Count the weekly figures of the dashboard anew; the worker does it by itself."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--all", action="store_true", help="every week that has exchanges")

    def handle(self, *args: object, **options: bool) -> None:
        rows = (
            refresh_all_weeks()
            if options["all"]
            else refresh_recent_weeks(today=timezone.localdate())
        )
        self.stdout.write(f"{rows} lignes comptées.")
