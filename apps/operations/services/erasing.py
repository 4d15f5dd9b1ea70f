"""A person's account is erased: what was theirs goes, what the service must keep names nobody."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from apps.accounts.enums import Role
from apps.accounts.models import User
from apps.accounts.services import forget_account
from apps.audit.enums import EventKind
from apps.audit.services import append_event
from apps.conversations.models import (
    AnswerSource,
    Citation,
    Conversation,
    DraftSource,
    Duty,
    Request,
)
from apps.notices.models import Notice
from apps.operations.enums import RetentionKind
from apps.operations.person_data import sessions_of
from apps.operations.retention import Holds
from apps.operations.services.replacing import (
    UNCHANGEABLE,
    columns_of_words,
    replace_words,
    rows_holding,
)
from apps.sheets.models import SearchNote, SheetReport

_SHORTEST = 5
_TYPED_APPS = {"conversations", "curation", "evaluation", "notices", "reviews"}
_TYPED: tuple[type[Model], ...] = (SearchNote, SheetReport)
_COPIED: tuple[type[Model], ...] = (AnswerSource, Citation, DraftSource)
"""Words of sheets, byte for byte."""


class ErasureRefused(Exception):
    """No administrator would be left, or the words are too short; the message says which."""


@dataclass(frozen=True, slots=True)
class Erased:
    """`exchanges` went, holds kept `held` others; `texts` named the person and no longer do.

    `remaining`: rows of the tables that never change and still name them, by table.
    """

    exchanges: int
    held: int
    texts: int
    remaining: dict[str, int]


@transaction.atomic
def erase_person(*, user: User) -> Erased:
    """Erase an account for good: sign-in, exchanges, inbox, name and address wherever they stand.

    Reviews, sheets, settings and audit events stay, under an account that names nobody. Raises
    ErasureRefused.
    """
    user = User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    others = User.objects.active().holding(Role.ADMINISTRATOR).exclude(pk=user.pk)
    if user.is_administrator and not others.exists():
        raise ErasureRefused(_("This is the last administrator: name another one first."))
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")
    exchanges, held = _remove_exchanges(user)
    Notice.objects.filter(recipient=user).delete()
    Request.objects.filter(user=user).delete()
    Duty.objects.filter(supervisor=user).delete()
    Session.objects.filter(session_key__in=sessions_of(user)).delete()
    pattern = _names_pattern(user)
    texts = sum(
        replace_words(model, field, pattern) for model, field in columns_of_words(UNCHANGEABLE)
    )
    erased = Erased(exchanges, held, texts, _still_naming(pattern))
    payload = {"exchanges": exchanges, "held": held, "texts": texts}
    forget_account(user=user, payload=payload)
    return erased


def _remove_exchanges(user: User) -> tuple[int, int]:
    """How many went, how many holds keep."""
    holds = Holds.read()
    own = Conversation.objects.filter(author=user)
    free = own.exclude(pk__in=holds.exchanges)
    if holds.keeps(RetentionKind.EXCHANGES):
        free = own.none()
    exchanges = free.count()
    free.delete()
    return exchanges, own.count()


def _names_pattern(user: User) -> str:
    """For PostgreSQL, case apart: the address, and the name when it has at least two words.

    A single word would be found in what is not about the person.
    """
    named = len(user.full_name.split()) > 1
    return _pattern([user.email, user.full_name] if named else [user.email])


def _pattern(texts: list[str]) -> str:
    """Any of these texts as whole words, however spaced."""
    spaced = [r"\s+".join(re.escape(word) for word in text.split()) for text in texts]
    return rf"(?<!\w)(?:{'|'.join(spaced)})(?!\w)"


def _still_naming(pattern: str) -> dict[str, int]:
    found: dict[str, int] = {}
    for model, field in columns_of_words(()):
        number = rows_holding(model, field, pattern).count() if model in UNCHANGEABLE else 0
        if number:
            found[model._meta.label_lower] = found.get(model._meta.label_lower, 0) + number
    return found


@transaction.atomic
def erase_words(*, words: str, is_dry_run: bool = False) -> Counter[str]:
    """Replace words that masking missed wherever people typed or read them; rows by table.

    Sheets, and what answers copied from them, are left alone. Raises ErasureRefused for less than
    five characters, which would be found in anything.
    """
    if len(words.strip()) < _SHORTEST:
        raise ErasureRefused(_("Give at least five characters."))
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")
    pattern = _pattern([words])
    found: Counter[str] = Counter()
    for model, field in _typed_columns():
        label = model._meta.label_lower
        if is_dry_run:
            found[label] += rows_holding(model, field, pattern).count()
        else:
            found[label] += replace_words(model, field, pattern)
    found = +found
    if found and not is_dry_run:
        append_event(
            kind=EventKind.WORDS_ERASED,
            actor_id=None,
            subject_type="words",
            subject_id="",
            payload=dict(found),
        )
    return found


def _typed_columns() -> Iterator[tuple[type[Model], Any]]:
    for model, field in columns_of_words(_COPIED):
        if model in _TYPED or model._meta.app_label in _TYPED_APPS:
            yield model, field
