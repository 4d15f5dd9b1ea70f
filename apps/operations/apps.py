"""Application registration."""

from importlib import import_module

from django.apps import AppConfig


class OperationsConfig(AppConfig):
    name = "apps.operations"

    def ready(self) -> None:
        import_module("apps.operations.metrics")
