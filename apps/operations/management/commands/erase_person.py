"""Erase one account for good."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from apps.accounts.models import User
from apps.operations.services import Erased, ErasureRefused, erase_person


class Command(BaseCommand):
    help = "Erase an account for good: sign-in, exchanges, inbox, name and address everywhere."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--yes", action="store_true", help="do not ask for confirmation")

    def handle(self, *args: object, **options: Any) -> None:
        user = User.objects.filter(email__iexact=options["email"]).first()
        if user is None:
            raise CommandError(
                "Aucun compte n’a cette adresse : vérifiez-la. Rien n’a été effacé.", returncode=2
            )
        if not options["yes"] and not self._is_confirmed(user):
            raise CommandError("Rien n’a été effacé.", returncode=2)
        try:
            erased = erase_person(user=user)
        except ErasureRefused as refusal:
            raise CommandError(str(refusal), returncode=2) from refusal
        self._report(erased)

    def _is_confirmed(self, user: User) -> bool:
        self.stdout.write(
            f"Le compte {user.email} et ses {user.conversations.count()} échanges seront effacés "
            "pour toujours. Faites d’abord l’export si la personne l’a demandé (export_person)."
        )
        self.stdout.write("Pour confirmer, tapez l’adresse : ", ending="")
        self.stdout.flush()
        try:
            return input().strip().lower() == user.email.lower()
        except EOFError:
            return False

    def _report(self, erased: Erased) -> None:
        self.stdout.write(
            f"Compte effacé. Échanges effacés : {erased.exchanges}. "
            f"Textes où la personne n’est plus nommée : {erased.texts}."
        )
        if erased.held:
            self.stdout.write(
                f"Échanges gardés par un gel, sous un compte sans nom : {erased.held}. "
                "Ils partiront avec leur durée de conservation une fois le gel levé."
            )
        for table, number in erased.remaining.items():
            self.stderr.write(
                f"À voir : {number} lignes de {table} citent encore ce nom. Ces contenus publiés "
                "ne changent jamais : publiez une version sans le nom."
            )
        self.stdout.write("Les sauvegardes plus anciennes contiennent encore ces données.")
