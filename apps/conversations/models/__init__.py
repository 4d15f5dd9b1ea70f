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
from apps.conversations.models.help import Duty, HelpMessage, HelpRequest

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
    "Duty",
    "Feedback",
    "Handover",
    "HelpMessage",
    "HelpRequest",
    "Question",
    "Request",
]
