"""Puts a draft in another form, or another language: by the configured model, else by rules."""

from asgiref.sync import async_to_sync
from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.accounts.models import User
from apps.answering.enums import DegradedReason
from apps.answering.languages import Language
from apps.answering.masking import MaskedText
from apps.answering.ports import DraftingFailed
from apps.answering.rewording import UnusableText, reworded
from apps.answering.rewriting import NothingToRewrite, Rewriting
from apps.answering.text_prompting import TextTask, TextTooLong, reword_task, translate_task
from apps.answering.translating import translation_of
from apps.conversations import services
from apps.conversations.allowances import USED_UP, used_up
from apps.conversations.draft_reading import DraftReading
from apps.conversations.handing_over import to_translate
from apps.conversations.models import Draft
from apps.llm.writer import TextWriter, Written, configured_writer


class NotAdapted(Exception):
    """The draft is as it was; `message` says why, in the language of the page."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


def adapt_draft(*, user: User, draft: Draft, rewriting: Rewriting) -> None:
    """With a model, all forms through it; without one, those that rules can do.

    Raises NotAdapted, and DraftConflict when the draft changed while the model wrote.
    """
    writer = configured_writer()
    try:
        if writer is None:
            services.rewrite_draft(draft=draft, rewriting=rewriting, version=draft.version)
            return
        if not draft.text.strip():
            raise NotAdapted(_("The draft is empty: there is nothing to adapt."))
        _spare_model(draft)
        written = write(writer, reword_task(MaskedText.from_storage(draft.text), rewriting))
        text = reworded(
            draft.text, written.text, rewriting, subject=services.subject_of(draft.answer)
        )
    except NothingToRewrite as refusal:
        raise NotAdapted(refusal.message) from refusal
    except UnusableText as refusal:
        raise NotAdapted(f"{refusal.message} {_kept()}") from refusal
    services.reword_draft(
        user=user,
        draft=draft,
        rewriting=rewriting,
        text=MaskedText.from_storage(text),
        written=written,
        version=draft.version,
    )


def translate_draft(*, user: User, draft: Draft, language: Language) -> None:
    """What would leave the tool, in another language, kept beside it.

    Raises NotAdapted, and DraftConflict when the draft changed while the model wrote.
    """
    writer = configured_writer()
    french = to_translate(DraftReading(draft))
    if writer is None:
        raise NotAdapted(_("Translating needs a model, and none is configured."))
    if not french:
        raise NotAdapted(_("There is nothing to translate: the draft is empty, or internal."))
    _spare_model(draft)
    written = write(writer, translate_task(MaskedText.from_storage(french), language.french))
    try:
        text, problems = translation_of(french, written.text)
    except UnusableText as refusal:
        raise NotAdapted(f"{refusal.message} {_kept()}") from refusal
    services.keep_translation(
        user=user,
        draft=draft,
        version=draft.version,
        language=language,
        text=text,
        problems=problems,
        written=written,
    )


def _spare_model(draft: Draft) -> None:
    """Raises NotAdapted once the model was used as often as it may be."""
    if reason := used_up(draft.answer.conversation.desk):
        raise NotAdapted(f"{USED_UP[reason]} {_kept()}")


def write(writer: TextWriter, task: TextTask) -> Written:
    """What the model writes of a text. Raises NotAdapted."""
    if not connection.in_atomic_block:
        connection.close()  # the pool has others to serve during these seconds
    try:
        return async_to_sync(writer.write)(task)
    except TextTooLong as refusal:
        raise NotAdapted(f"{_('This text is too long for the model.')} {_kept()}") from refusal
    except DraftingFailed as failure:
        raise NotAdapted(f"{_why(failure)} {_kept()}") from failure


def _why(failure: DraftingFailed) -> str:
    seconds = round(failure.retry_after or 0)
    if seconds:
        return ngettext(
            "The model is busy: it asks to be left %(seconds)d second.",
            "The model is busy: it asks to be left %(seconds)d seconds.",
            seconds,
        ) % {"seconds": seconds}
    match failure.reason:
        case DegradedReason.MODEL_DOWN:
            return _("The model does not answer.")
        case DegradedReason.MODEL_SLOW:
            return _("The model did not answer in time.")
        case DegradedReason.MODEL_REFUSED:
            return _("The model declined to write.")
        case _reason:
            return _("What the model sent cannot be used.")


def _kept() -> str:
    return _("Your draft has not changed: try again in a minute, or adapt it by hand.")
