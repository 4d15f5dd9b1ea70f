"""Import sheets from the official feed, a folder or one file."""

import getpass
import json
import sys
import tempfile
from argparse import ArgumentParser
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from apps.accounts.enums import Role
from apps.accounts.models import User
from apps.sheets.parsing.archive import ArchiveRefusal
from apps.sheets.parsing.parsed import ParseRefusal
from apps.sheets.services import ImportBusy, ImportCancelled, ImportReport, import_sheets
from apps.sheets.services.fetching import FetchRefusal, download_archive, official_address

BAD_INPUT = 2
SHOWN_REFUSALS = 20


class Command(BaseCommand):
    help = "Import the sheets of a DILA zip, a folder or one XML file."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", nargs="?", help="zip, folder or XML file")
        parser.add_argument("--dry-run", action="store_true", help="say what would be written")
        parser.add_argument(
            "--publish",
            action="store_true",
            help="publish at once, without replaying golden questions",
        )
        parser.add_argument(
            "--approver", metavar="EMAIL", help="the curator or administrator who approves"
        )
        parser.add_argument("--official", metavar="FEED", help="download the official archive")
        parser.add_argument("--json", action="store_true", help="print the report as JSON")

    def handle(self, *args: object, **options: Any) -> None:
        approver = self._approver(options["approver"])
        if bool(options["path"]) == bool(options["official"]):
            raise CommandError("Donnez un chemin, ou bien --official.", returncode=BAD_INPUT)
        try:
            report = self._import(options, approver)
        except FetchRefusal as error:
            raise CommandError(str(error), returncode=BAD_INPUT) from error
        except (ImportBusy, ImportCancelled) as error:
            raise CommandError(str(error) or "L’import a été arrêté.") from error
        except ArchiveRefusal as error:
            name = Path(options["path"] or options["official"]).name
            report = ImportReport(refused=[ParseRefusal(name, 0, str(error))])
        self._print(report, as_json=options["json"], is_dry_run=options["dry_run"])
        if report.refused and len(report.refused) >= report.seen:
            sys.exit(BAD_INPUT)

    def _approver(self, email: str | None) -> User | None:
        if email is None:
            return None
        user = User.objects.filter(email__iexact=email, is_active=True).first()
        if user is None or not user.has_role(Role.CURATOR, Role.ADMINISTRATOR):
            raise CommandError(
                f"{email} n’a pas de compte actif d’administration.",
                returncode=BAD_INPUT,
            )
        return user

    def _import(self, options: dict[str, Any], approver: User | None) -> ImportReport:
        with tempfile.TemporaryDirectory() as folder, _Bar() as bar:
            address = official_address(options["official"]) if options["official"] else ""
            path = (
                download_archive(address=address, folder=Path(folder))
                if address
                else Path(options["path"])
            )
            return import_sheets(
                path=path,
                publish=options["publish"],
                approver=approver,
                approver_label="" if approver else f"Commande de {getpass.getuser()}"[:60],
                source_url=address,
                progress=bar.show,
                is_dry_run=options["dry_run"],
            )

    def _print(self, report: ImportReport, *, as_json: bool, is_dry_run: bool) -> None:
        if as_json:
            plan = {"plan": report.plan} if is_dry_run else {}
            self.stdout.write(json.dumps(report.as_json() | plan, ensure_ascii=False))
            return
        if is_dry_run:
            self.stdout.write("Essai : rien n’a été écrit. L’import donnerait :")
        self.stdout.write(
            f"{report.seen} fiches lues : {report.created} nouvelles, {report.updated} modifiées, "
            f"{report.unchanged} inchangées, {report.withdrawn} retirées, "
            f"{len(report.refused)} fichiers refusés ; {report.passages} passages écrits "
            f"en {report.seconds:.1f} s."
        )
        if report.kept_despite_absence:
            self.stdout.write(
                f"L’archive a perdu plus d’une fiche sur dix : {report.kept_despite_absence} "
                "fiches absentes sont gardées."
            )
        for refusal in report.refused[:SHOWN_REFUSALS]:
            self.stdout.write(f"Refusé : {refusal}")
        if len(report.refused) > SHOWN_REFUSALS:
            self.stdout.write(f"… et {len(report.refused) - SHOWN_REFUSALS} autres (--json).")


class _Bar(AbstractContextManager["_Bar"]):
    """A progress bar on standard error; silent when that is not a terminal."""

    def __init__(self) -> None:
        console = Console(stderr=True)
        self._progress = Progress(
            TextColumn("Fiches"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=console,
            disable=not console.is_terminal,
        )
        self._task = self._progress.add_task("Fiches", total=None)

    def __enter__(self) -> "_Bar":
        self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._progress.stop()

    def show(self, done: int, total: int) -> None:
        self._progress.update(self._task, completed=done, total=total)
