"""What curators set going: imports, drafts of local sheets, the recall of past answers."""

from apps.curation.services.imports import (
    IMPORT_TASK,
    go_on_with_import,
    import_official_feed,
    run_import,
    start_import,
)
from apps.curation.services.recalling import recall_answers

__all__ = [
    "IMPORT_TASK",
    "go_on_with_import",
    "import_official_feed",
    "recall_answers",
    "run_import",
    "start_import",
]
