"""Closed lists of exchanges; those of answers stand in apps/answering/enums.py."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from apps.answering.enums import AnswerStatus

ANSWER_TASK = "conversations.answer"
QUEUED, RUNNING = AnswerStatus.QUEUED.value, AnswerStatus.RUNNING.value
UNFINISHED = (QUEUED, RUNNING)


class Vote(TextChoices):
    HELPFUL = "helpful", _("Helpful")
    NOT_HELPFUL = "not_helpful", _("Not helpful")


class FeedbackReason(TextChoices):
    """PRODUCT C-21: four positive, eleven negative."""

    CLEAR = "clear", _("Clear")
    CONCISE = "concise", _("Concise")
    COMPLETE = "complete", _("Complete")
    RELIABLE_SOURCES = "reliable_sources", _("Reliable sources")
    WRONG = "wrong", _("The facts are wrong")
    IMPRECISE = "imprecise", _("Imprecise")
    INCOMPLETE = "incomplete", _("Incomplete")
    INCONSISTENT = "inconsistent", _("Inconsistent")
    OFF_TOPIC = "off_topic", _("Off topic")
    LACKS_SOURCES = "lacks_sources", _("Lacks sources")
    OUTDATED_SOURCE = "outdated_source", _("Outdated source")
    BROKEN_LINK = "broken_link", _("Broken link")
    TOO_LONG = "too_long", _("Too long")
    TOO_SLOW = "too_slow", _("Too slow")
    BAD_FRENCH = "bad_french", _("Mistakes in French")


POSITIVE_REASONS = (
    FeedbackReason.CLEAR,
    FeedbackReason.CONCISE,
    FeedbackReason.COMPLETE,
    FeedbackReason.RELIABLE_SOURCES,
)


class DraftOrigin(TextChoices):
    """How a version of a draft came about; the rewritings bear the values of `Rewriting`."""

    PROPOSED = "proposed", _("Proposed answer")
    EDITED = "edited", _("Edited")
    INSERTED = "inserted", _("Model answer inserted")
    SIMPLER = "simpler", _("Text simplified")
    SHORTER = "shorter", _("Text shortened")
    STEPS = "steps", _("Text put in steps")
    EMAIL = "email", _("Text as an e-mail")
    LETTER = "letter", _("Text as a letter")
    SMS = "sms", _("Text as a text message")
    RESTORED = "restored", _("Text restored")


class HandoverChannel(TextChoices):
    COPY = "copy", _("Copied")
    PRINT = "print", _("Printed")
    MAIL = "mail", _("Mailed")


class ErrorCode(TextChoices):
    """Why a message of the socket, or its HTTP fall-back, was refused; the label tells the user."""

    MALFORMED = (
        "malformed",
        _("The page sent something that cannot be read. Reload the page and try again."),
    )
    TOO_MANY = "too_many", _("Too many messages in a short time. Wait ten seconds, then try again.")
    TOO_MANY_QUESTIONS = (
        "too_many_questions",
        _(
            "You have asked as many questions as one person may in a minute. Wait a minute, then "
            "send it again; the sheets can be searched meanwhile."
        ),
    )
    UNDERWAY = (
        "underway",
        _("An answer is still being written in this exchange. Wait for its end, or stop it."),
    )
    KEY_REUSED = (
        "key_reused",
        _("This question was already sent with another text. Reload the page, then send it."),
    )
    NOT_FOUND = "not_found", _("This answer is not open to you. Reload the page.")
    UNEXPECTED = (
        "unexpected",
        _("Something went wrong on our side. Try again; if it lasts, contact support."),
    )
