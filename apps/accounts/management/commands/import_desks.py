"""Import the desks from the national CSV list."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from apps.accounts.services import DeskRefusal, import_desks


class Command(BaseCommand):
    help = "Create and update the desks from the national list (CSV)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", type=Path)
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: object, **options: Any) -> None:
        try:
            report = import_desks(content=options["path"].read_bytes(), imported_by=None)
        except (OSError, DeskRefusal) as error:
            raise CommandError(str(error), returncode=2) from error
        if options["json"]:
            self.stdout.write(json.dumps(report.as_json(), ensure_ascii=False))
            return
        self.stdout.write(
            f"{report.created} structures créées, {report.updated} modifiées, "
            f"{report.unchanged} inchangées, {report.missing} absentes du fichier."
        )
        for line, reason in report.refused:
            self.stderr.write(f"Ligne {line} : {reason}")
