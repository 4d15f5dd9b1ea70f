"""`procrastinate worker` and the rest, as the library has them, in a process that also follows what
administrators change."""

from typing import Any

from django.core.management.base import CommandError
from procrastinate.contrib.django.management.commands import procrastinate

from apps.operations.in_force import keep_reading
from apps.operations.readiness import ReleaseRefused, require_release


class Command(procrastinate.Command):
    def handle(self, *args: Any, **options: Any) -> None:
        if options.get("command") == "worker":
            try:
                require_release()
            except ReleaseRefused as refusal:
                raise CommandError(str(refusal), returncode=1) from refusal
        keep_reading()
        super().handle(*args, **options)
