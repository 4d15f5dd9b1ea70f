"""`procrastinate worker` and the rest, as the library has them, in a process that also follows what
administrators change."""

from typing import Any

from procrastinate.contrib.django.management.commands import procrastinate

from apps.operations.in_force import keep_reading


class Command(procrastinate.Command):
    def handle(self, *args: Any, **options: Any) -> None:
        keep_reading()
        super().handle(*args, **options)
