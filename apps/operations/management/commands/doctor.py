"""Examine what the service needs, and say what to do."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from apps.operations.doctor.examination import examine
from apps.operations.doctor.findings import State


class Command(BaseCommand):
    help = "Examine what the service needs; exit code 1 when something is out of order."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: object, **options: Any) -> None:
        found = []
        for name, finding in examine():
            found.append((name, finding))
            if not options["json"]:
                advice = f" → {finding.advice}" if finding.advice else ""
                self.stdout.write(f"{finding.state.label:<8} {name} : {finding.text}{advice}")
        broken = [name for name, finding in found if finding.state is State.BROKEN]
        if options["json"]:
            findings = [
                {
                    "name": name,
                    "state": finding.state.value,
                    "text": finding.text,
                    "advice": finding.advice,
                }
                for name, finding in found
            ]
            self.stdout.write(json.dumps({"ok": not broken, "findings": findings}))
        if broken:
            raise CommandError(f"En panne : {', '.join(broken)}.", returncode=1)
