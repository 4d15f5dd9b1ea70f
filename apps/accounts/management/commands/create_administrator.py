"""Create the first administrator."""

import getpass
from argparse import ArgumentParser

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from apps.accounts.enums import Role
from apps.accounts.services import EmailTaken, create_user


class Command(BaseCommand):
    help = "Create an administrator; the password is asked, or read from standard input."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--name", default="")
        parser.add_argument("--password-stdin", action="store_true")

    def handle(self, *args: object, **options: str) -> None:
        password = input() if options["password_stdin"] else getpass.getpass("Mot de passe : ")
        try:
            validate_password(password)
            user = create_user(
                email=options["email"],
                full_name=options["name"] or options["email"],
                password=password,
                roles=[Role.ADMINISTRATOR],
            )
        except (ValidationError, EmailTaken) as error:
            message = " ".join(getattr(error, "messages", [str(error)]))
            raise CommandError(message, returncode=2) from error
        self.stdout.write(f"{user.email} peut maintenant se connecter.")
