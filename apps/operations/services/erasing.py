"""A person's account is erased: what was theirs goes, what the service must keep names nobody."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.db.models import CharField, F, Func, JSONField, Model, TextField, Value
from django.db.models.functions import Cast, Left
from django.utils.translation import gettext as _

from apps.accounts.enums import Role
from apps.accounts.models import User
from apps.accounts.services import forget_account
from apps.audit.models import AuditEvent
from apps.conversations.models import Conversation, Duty, Request
from apps.model_answers.models import ModelAnswerRevision, ModelAnswerSource
from apps.notices.models import Notice
from apps.operations.enums import RetentionKind
from apps.operations.person_data import sessions_of
from apps.operations.retention import Holds
from apps.sheets.models import Passage, SheetRevision

UNCHANGEABLE: tuple[type[Model], ...] = (
    AuditEvent,
    SheetRevision,
    Passage,
    ModelAnswerRevision,
    ModelAnswerSource,
)
"""Triggers refuse any change of these: the trail holds no name, published words should not."""
_PUT_INSTEAD = "[effacé]"


class ErasureRefused(Exception):
    """The service would be left without an administrator; the message says so."""


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
    texts = sum(_replace(model, field, pattern) for model, field in _texts(UNCHANGEABLE))
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
    words = user.full_name.split()
    names = [re.escape(user.email)]
    if len(words) > 1:
        names.append(r"\s+".join(re.escape(word) for word in words))
    return rf"\m(?:{'|'.join(names)})\M"


def _texts(left_out: tuple[type[Model], ...]) -> Iterator[tuple[type[Model], Any]]:
    """Every column of words of every table of ours, the account's own row apart."""
    for model in apps.get_models(include_auto_created=True):
        if not model._meta.managed or model in (*left_out, User, Session):
            continue
        for field in model._meta.concrete_fields:
            is_text = isinstance(field, (CharField, TextField)) and not field.choices
            if (is_text or isinstance(field, (JSONField, ArrayField))) and not field.primary_key:
                yield model, field


def _naming(model: type[Model], field: Any, pattern: str) -> Any:
    rows = model._base_manager.annotate(said=Cast(F(field.name), TextField()))
    return rows.filter(said__iregex=pattern)


def _replace(model: type[Model], field: Any, pattern: str) -> int:
    """Put `[effacé]` instead, in the database; returns the number of rows changed."""
    said = Cast(F(field.name), TextField())
    cleaned: Any = Func(
        said,
        Value(pattern),
        Value(_PUT_INSTEAD),
        Value("gi"),
        function="regexp_replace",
        output_field=TextField(),
    )
    if isinstance(field, CharField) and field.max_length:
        cleaned = Left(cleaned, field.max_length)
    elif not isinstance(field, TextField):
        cleaned = Cast(cleaned, field)
    keys = list(_naming(model, field, pattern).values_list("pk", flat=True))
    changed: int = model._base_manager.filter(pk__in=keys).update(**{field.name: cleaned})
    return changed


def _still_naming(pattern: str) -> dict[str, int]:
    found: dict[str, int] = {}
    for model, field in _texts(()):
        number = _naming(model, field, pattern).count() if model in UNCHANGEABLE else 0
        if number:
            found[model._meta.label_lower] = found.get(model._meta.label_lower, 0) + number
    return found
