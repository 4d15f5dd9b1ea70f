"""Verify the audit trail."""

import json
from argparse import ArgumentParser
from dataclasses import asdict
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from apps.audit.services import load_audit_key, verify_trail


class Command(BaseCommand):
    help = "Recompute the whole chain of audit events and compare it with signed checkpoints."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--checkpoints", type=Path, help="file of checkpoints kept outside")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: object, checkpoints: Path | None, **options: object) -> None:
        if checkpoints is not None and not checkpoints.exists():
            raise CommandError(f"{checkpoints} n’existe pas.", returncode=2)
        key_file = Path(settings.AUDIT_KEY_FILE)
        key = load_audit_key(key_file) if key_file.exists() else None
        try:
            verdict = verify_trail(checkpoints=checkpoints, key=key)
        except ValueError as error:
            raise CommandError(f"Point de contrôle illisible : {error}", returncode=2) from error
        if options["json"]:
            self.stdout.write(json.dumps(asdict(verdict)))
        else:
            self.stdout.write(f"{verdict.events} événements vérifiés.")
        if not verdict.ok:
            raise CommandError(
                f"Le journal est altéré à partir de l’événement {verdict.first_bad_seq} : "
                f"{verdict.reason}.",
                returncode=1,
            )
