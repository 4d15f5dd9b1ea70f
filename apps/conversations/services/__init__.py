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
from apps.conversations.services.helping import (
    HelpOver,
    HelpTaken,
    HelpUnderway,
    NothingToTakeUp,
    ask_help,
    end_help,
    join_help,
    on_duty,
    say_in_help,
    switch_duty,
    take_up_proposal,
)
from apps.conversations.services.inserting import (
    ModelAnswerNotOffered,
    insert_model_answer,
)
from apps.conversations.services.organising import (
    entrust_conversation,
    hide_conversation,
    rename_conversation,
    share_conversation,
    star_conversation,
)
from apps.conversations.services.rating import rate_answer, rate_conversation
from apps.conversations.services.recording import Progress, Recorded, record_progress, watch_answers
from apps.conversations.services.tagging import correct_tags
from apps.conversations.services.translating import keep_translation, remove_translation

__all__ = [
    "AnswerUnderway",
    "Asked",
    "DraftConflict",
    "HelpOver",
    "HelpTaken",
    "HelpUnderway",
    "KeyReused",
    "ModelAnswerNotOffered",
    "NothingToTakeUp",
    "PreviewNeeded",
    "Progress",
    "Recorded",
    "Report",
    "ask",
    "ask_help",
    "claim_answer",
    "end_help",
    "entrust_conversation",
    "correct_tags",
    "finish_answer",
    "hand_over",
    "hide_conversation",
    "insert_model_answer",
    "interrupt_orphans",
    "join_help",
    "keep_translation",
    "mark_draft_proofread",
    "on_duty",
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
    "say_in_help",
    "share_conversation",
    "star_conversation",
    "start_draft",
    "subject_of",
    "switch_duty",
    "take_up_proposal",
    "watch_answers",
]
