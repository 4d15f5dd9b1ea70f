"""Application registration; keeps requests and their content out of the logs."""

import logging

from django.apps import AppConfig


class LlmConfig(AppConfig):
    name = "apps.llm"

    def ready(self) -> None:
        # At DEBUG these libraries log whole requests, hence questions; OPENAI_LOG would turn it on.
        for library in ("openai", "httpx2", "httpcore2"):
            logging.getLogger(library).setLevel(logging.WARNING)
