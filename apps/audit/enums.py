"""Kinds of audit events: past participles, one per act."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class EventKind(TextChoices):
    SIGNED_IN = "signed_in", _("Signed in")
    SIGNED_OUT = "signed_out", _("Signed out")
    SIGN_IN_FAILED = "sign_in_failed", _("Sign in failed")
    USER_CREATED = "user_created", _("User created")
    USER_CHANGED = "user_changed", _("User changed")
    TERMS_ACCEPTED = "terms_accepted", _("Terms accepted")
    QUESTION_ASKED = "question_asked", _("Question asked")
    ANSWER_STARTED = "answer_started", _("Answer started")
    ANSWER_FINISHED = "answer_finished", _("Answer finished")
    ANSWER_STOPPED = "answer_stopped", _("Answer stopped")
    ANSWER_INTERRUPTED = "answer_interrupted", _("Answer interrupted")
    CONVERSATION_RENAMED = "conversation_renamed", _("Conversation renamed")
    CONVERSATION_HIDDEN = "conversation_hidden", _("Conversation hidden")
    CONVERSATION_STARRED = "conversation_starred", _("Conversation starred")
    CONVERSATION_SHARED = "conversation_shared", _("Conversation shared")
    DRAFT_STARTED = "draft_started", _("Draft started")
    DRAFT_PROOFREAD = "draft_proofread", _("Draft proofread")
    HANDED_OVER = "handed_over", _("Handed over")
    FEEDBACK_GIVEN = "feedback_given", _("Feedback given")
    REVIEW_GIVEN = "review_given", _("Review given")
    REVIEW_READ = "review_read", _("Review read")
    SHEETS_IMPORTED = "sheets_imported", _("Sheets imported")
    REVISION_SUBMITTED = "revision_submitted", _("Revision submitted")
    REVISION_SCHEDULED = "revision_scheduled", _("Revision scheduled")
    REVISION_PUBLISHED = "revision_published", _("Revision published")
    REVISION_REJECTED = "revision_rejected", _("Revision rejected")
    SHEET_WITHDRAWN = "sheet_withdrawn", _("Sheet withdrawn")
    SHEET_REPORTED = "sheet_reported", _("Sheet reported")
    REPORT_HANDLED = "report_handled", _("Report handled")
    ANSWERS_RECALLED = "answers_recalled", _("Answers recalled")
    CHECKPOINT_SIGNED = "checkpoint_signed", _("Checkpoint signed")
    DATA_PURGED = "data_purged", _("Data purged")
