"""Write all that is held about one account into an archive."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from apps.accounts.models import User
from apps.operations.services import export_person


class Command(BaseCommand):
    help = "Write all that is held about one account into a ZIP archive of JSON files."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--output", type=Path, help="the archive; by default in this folder")

    def handle(self, *args: object, **options: Any) -> None:
        user = User.objects.filter(email__iexact=options["email"]).first()
        if user is None:
            raise CommandError(
                "Aucun compte n’a cette adresse : vérifiez-la. Rien n’a été écrit.", returncode=2
            )
        path = options["output"] or Path(f"export-{user.pk}.zip")
        try:
            count = export_person(user=user, path=path)
        except FileExistsError as error:
            raise CommandError(
                f"{path} existe déjà : rien n’a été changé.", returncode=2
            ) from error
        except OSError as error:
            raise CommandError(
                f"Impossible d’écrire {path} : {error.strerror}.", returncode=2
            ) from error
        self.stdout.write(
            f"{count} fichiers dans {path}. Remettez-les à la personne par un moyen sûr, "
            "puis effacez-les."
        )
