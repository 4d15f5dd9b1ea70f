"""Make the key that signs checkpoints; keep it outside the database's machine."""

from argparse import ArgumentParser
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError


class Command(BaseCommand):
    help = "Make an Ed25519 key for the checkpoints of the audit trail."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--path", type=Path, default=Path(settings.AUDIT_KEY_FILE))

    def handle(self, *args: object, path: Path, **options: object) -> None:
        if path.exists():
            raise CommandError(f"{path} existe déjà : rien n’a été changé.", returncode=2)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        key = Ed25519PrivateKey.generate()
        path.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        self.stdout.write(f"Clé créée : {path}")
