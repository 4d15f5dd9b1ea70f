"""What happens to a question that comes in, by socket or HTTP: refused, previewed, or asked."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from apps.accounts.models import User
from apps.answering.plain_text import without_invisible
from apps.answering.prepare import Prepared, RequestRefused, prepare
from apps.conversations.enums import ErrorCode
from apps.conversations.forms import AskForm
from apps.conversations.models import Conversation, Question
from apps.conversations.rendering import error_html, preview_html, refusal_html
from apps.conversations.services import (
    AnswerUnderway,
    Asked,
    KeyReused,
    TooManyQuestions,
    ask,
    regenerate,
)

_CODES: Mapping[type[Exception], ErrorCode] = {
    AnswerUnderway: ErrorCode.UNDERWAY,
    KeyReused: ErrorCode.KEY_REUSED,
    TooManyQuestions: ErrorCode.TOO_MANY_QUESTIONS,
}


class Refused(Exception):
    """Nothing was stored; `html` tells why, or shows the masked text to choose from."""

    def __init__(self, html: str, message: str = "") -> None:
        super().__init__()
        self.html = html
        self.message = message


@dataclass(frozen=True, slots=True)
class Incoming:
    """A question that may be asked as it stands."""

    form: AskForm
    prepared: Prepared


def read_question(data: Mapping[str, Any]) -> Incoming:
    """Check and mask a question as typed. Raises Refused. Slow: never in the event loop."""
    form = AskForm(as_form_data(data))
    if not form.is_valid():
        raise refused(ErrorCode.MALFORMED)
    text = form.cleaned_data["text"]
    try:
        prepared = prepare(text)
    except RequestRefused as refusal:
        raise Refused(refusal_html(refusal.message), refusal.message) from refusal
    if prepared.needs_preview:
        raise Refused(preview_html(without_invisible(text).strip(), prepared))
    return Incoming(form, prepared)


def ask_question(incoming: Incoming, *, user: User, conversation: Conversation | None) -> Asked:
    """Ask what was read. Raises Refused."""
    form = incoming.form
    try:
        return ask(
            user=user,
            key=form.key_sent,
            prepared=incoming.prepared,
            filters=form.filters,
            conversation=conversation,
        )
    except (AnswerUnderway, KeyReused, TooManyQuestions) as refusal:
        raise refused(_CODES[type(refusal)]) from refusal


def ask_again(question: Question, *, user: User, key: Any) -> Asked:
    """Ask for another answer. Raises Refused."""
    try:
        return regenerate(user=user, key=key, question=question)
    except (AnswerUnderway, KeyReused, TooManyQuestions) as refusal:
        raise refused(_CODES[type(refusal)]) from refusal


def refused(code: ErrorCode) -> Refused:
    return Refused(error_html(code), str(code.label))


def as_form_data(data: Mapping[str, Any]) -> MultiValueDict[str, Any]:
    """Fields as a form reads them: htmx sends one ticked box as a string, several as a list."""
    if isinstance(data, QueryDict):
        return data
    return MultiValueDict(
        {name: value if isinstance(value, list) else [value] for name, value in data.items()}
    )
