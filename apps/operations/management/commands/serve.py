"""Serve everything from one process: migrations, demonstration data, server, worker."""

import errno
import signal
import socket
import sys
from argparse import ArgumentParser

import uvicorn
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from apps.operations.demonstration.people import PASSWORD, PEOPLE
from apps.operations.demonstration.seed import seed_demonstration


class Command(BaseCommand):
    help = "Migrate, load the demonstration when there is none, and serve."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--address", default="127.0.0.1", help="address to listen on")

    def handle(self, *args: object, **options: str) -> None:
        listener = self._listen(options["address"], settings.PORT)
        call_command("migrate", database="maintenance", verbosity=0, interactive=False)
        if settings.DEMONSTRATION:
            seed_demonstration(report=self.stderr.write)
        self._announce()
        config = uvicorn.Config(
            settings.ASGI_APPLICATION.replace(".application", ":application"),
            log_config=None,
            access_log=False,
            server_header=False,
            ws_max_size=65_536,
            ws_ping_interval=20,
            ws_ping_timeout=20,
            ws_per_message_deflate=False,
            timeout_graceful_shutdown=10,
        )
        # uvicorn raises the signal again once it has closed: the embedded database stops at exit.
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
        uvicorn.Server(config).run(sockets=[listener])

    def _listen(self, address: str, port: int) -> socket.socket:
        listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((address, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise CommandError(
                    f"Le port {port} est déjà utilisé : arrêtez l’autre programme "
                    f"ou choisissez un autre port (PORT={port + 1} make run)."
                ) from error
            raise CommandError(
                f"Impossible d’écouter sur {address}:{port} : {error.strerror}."
            ) from error
        listener.set_inheritable(True)
        return listener

    def _announce(self) -> None:
        lines = ["", f"  Assistant France services : http://localhost:{settings.PORT}/", ""]
        if settings.DEMONSTRATION:
            lines += [f"  Comptes de démonstration (mot de passe : {PASSWORD})"]
            lines += [f"    {person.email:<22} {person.job}" for person in PEOPLE]
            lines += [""]
        self.stdout.write("\n".join(lines))
        self.stdout.flush()
