"""Exchanges: conversation → question (masked) → answer → sentence → citation, and what follows."""

from apps.conversations.models.drafts import (
    Draft,
    DraftSource,
    DraftTranslation,
    DraftVersion,
    Handover,
)
from apps.conversations.models.exchanges import (
    Answer,
    AnswerSentence,
    AnswerSource,
    Citation,
    Conversation,
    Feedback,
    Question,
    Request,
)

__all__ = [
    "Answer",
    "AnswerSentence",
    "AnswerSource",
    "Citation",
    "Conversation",
    "Draft",
    "DraftSource",
    "DraftTranslation",
    "DraftVersion",
    "Feedback",
    "Handover",
    "Question",
    "Request",
]
