"""Every change to an exchange: one keyword-only function each, with its audit event."""

from apps.conversations.services.asking import (
    AnswerUnderway,
    Asked,
    KeyReused,
    PreviewNeeded,
    ask,
    regenerate,
)
from apps.conversations.services.drafts import (
    DraftConflict,
    hand_over,
    mark_draft_proofread,
    proposed_text,
    restore_draft,
    reword_draft,
    rewrite_draft,
    save_draft,
    start_draft,
    subject_of,
)
from apps.conversations.services.ending import (
    Report,
    claim_answer,
    finish_answer,
    interrupt_orphans,
    request_stop,
)
from apps.conversations.services.inserting import (
    ModelAnswerNotOffered,
    insert_model_answer,
)
from apps.conversations.services.organising import (
    hide_conversation,
    rename_conversation,
    share_conversation,
    star_conversation,
)
from apps.conversations.services.rating import rate_answer, rate_conversation
from apps.conversations.services.recording import Progress, Recorded, record_progress, watch_answers
from apps.conversations.services.translating import keep_translation, remove_translation

__all__ = [
    "AnswerUnderway",
    "Asked",
    "DraftConflict",
    "KeyReused",
    "ModelAnswerNotOffered",
    "PreviewNeeded",
    "Progress",
    "Recorded",
    "Report",
    "ask",
    "claim_answer",
    "finish_answer",
    "hand_over",
    "hide_conversation",
    "insert_model_answer",
    "interrupt_orphans",
    "keep_translation",
    "mark_draft_proofread",
    "proposed_text",
    "rate_answer",
    "rate_conversation",
    "record_progress",
    "regenerate",
    "remove_translation",
    "rename_conversation",
    "request_stop",
    "restore_draft",
    "reword_draft",
    "rewrite_draft",
    "save_draft",
    "share_conversation",
    "star_conversation",
    "start_draft",
    "subject_of",
    "watch_answers",
]
