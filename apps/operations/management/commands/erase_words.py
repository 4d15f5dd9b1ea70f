"""Replace words that masking missed, a citizen's name for one, wherever people typed them."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from apps.operations.services import ErasureRefused, erase_words


class Command(BaseCommand):
    help = "Replace words by [effacé] in questions, answers, drafts, notes, reviews and searches."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("words")
        parser.add_argument("--dry-run", action="store_true", help="count, replace nothing")
        parser.add_argument("--yes", action="store_true", help="do not ask for confirmation")

    def handle(self, *args: object, words: str, **options: Any) -> None:
        try:
            waiting = erase_words(words=words, is_dry_run=True)
            self._report("Lignes à changer", waiting)
            if not waiting or options["dry_run"]:
                return
            if not options["yes"] and not self._is_confirmed():
                raise CommandError("Rien n’a été effacé.", returncode=2)
            self._report("Lignes changées", erase_words(words=words))
        except ErasureRefused as refusal:
            raise CommandError(str(refusal), returncode=2) from refusal

    def _report(self, title: str, found: dict[str, int]) -> None:
        self.stdout.write(f"{title} : {sum(found.values())}")
        for table, number in sorted(found.items()):
            self.stdout.write(f"  {table} : {number}")

    def _is_confirmed(self) -> bool:
        self.stdout.write("Ces mots seront remplacés pour toujours. Tapez oui : ", ending="")
        self.stdout.flush()
        try:
            return input().strip().lower() == "oui"
        except EOFError:
            return False
