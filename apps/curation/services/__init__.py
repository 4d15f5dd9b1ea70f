"""What curators set going: imports, drafts of local sheets, the recall of past answers."""

from apps.curation.services.imports import (
    IMPORT_TASK,
    go_on_with_import,
    import_official_feed,
    purge_uploads,
    resume_dead_imports,
    run_import,
    start_import,
)
from apps.curation.services.recalling import recall_answers

__all__ = [
    "IMPORT_TASK",
    "go_on_with_import",
    "import_official_feed",
    "purge_uploads",
    "recall_answers",
    "resume_dead_imports",
    "run_import",
    "start_import",
]
