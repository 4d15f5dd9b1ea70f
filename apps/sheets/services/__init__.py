"""Changes to sheets: their import, and the life of their revisions."""

from apps.sheets.services.importing import import_sheets
from apps.sheets.services.runs import (
    ImportBusy,
    ImportCancelled,
    ImportReport,
    cancel_import,
    request_import,
    resume_import,
)

__all__ = [
    "ImportBusy",
    "ImportCancelled",
    "ImportReport",
    "cancel_import",
    "import_sheets",
    "request_import",
    "resume_import",
]
