"""Remove what is past its time."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.formats import date_format

from apps.operations.in_force import read_again
from apps.operations.services import Purged, purge_expired


class Command(BaseCommand):
    help = "Remove what is past its time, as every night; holds are respected."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="count, remove nothing")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: object, **options: Any) -> None:
        read_again()
        is_dry_run = options["dry_run"]
        purged = purge_expired(now=timezone.now(), is_dry_run=is_dry_run)
        if options["json"]:
            kinds = {
                one.kind.value: {
                    "before": one.before.isoformat(),
                    "removed": one.removed,
                    "held": one.held,
                }
                for one in purged
            }
            self.stdout.write(json.dumps({"dry_run": is_dry_run, "kinds": kinds}))
            return
        for one in purged:
            self.stdout.write(_line(one, is_dry_run=is_dry_run))


def _line(one: Purged, *, is_dry_run: bool) -> str:
    done = "lignes à effacer" if is_dry_run else "lignes effacées"
    before = date_format(timezone.localtime(one.before), "d/m/Y")
    held = f", retenus par un gel : {one.held}" if one.held else ""
    return f"{one.kind.label} (avant le {before}) — {done} : {one.removed}{held}"
