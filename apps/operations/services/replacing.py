"""Words looked for, and replaced, in every column of words of every table of ours."""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.contrib.sessions.models import Session
from django.db.models import CharField, F, Func, JSONField, Model, TextField, Value
from django.db.models.functions import Cast, Left

from apps.accounts.models import User
from apps.audit.models import AuditEvent
from apps.model_answers.models import ModelAnswerRevision, ModelAnswerSource
from apps.sheets.models import Passage, SearchTerms, SearchVector, SheetRevision

UNCHANGEABLE: tuple[type[Model], ...] = (
    AuditEvent,
    SheetRevision,
    Passage,
    ModelAnswerRevision,
    ModelAnswerSource,
)
"""Triggers refuse any change of these: the trail holds no name, published words should not."""
_INDEXES: tuple[type[Model], ...] = (SearchTerms, SearchVector)
"""Made from published sheets, counted by place: a word taken out would spoil them."""
PUT_INSTEAD = "[effacé]"


def columns_of_words(left_out: tuple[type[Model], ...]) -> Iterator[tuple[type[Model], Any]]:
    """Every column of words of every table of ours, the account's own row apart."""
    for model in apps.get_models(include_auto_created=True):
        if not model._meta.managed or model in (*left_out, *_INDEXES, User, Session):
            continue
        for field in model._meta.concrete_fields:
            is_text = isinstance(field, (CharField, TextField)) and not field.choices
            if (is_text or isinstance(field, (JSONField, ArrayField))) and not field.primary_key:
                yield model, field


def rows_holding(model: type[Model], field: Any, pattern: str) -> Any:
    rows = model._base_manager.annotate(said=Cast(F(field.name), TextField()))
    return rows.filter(said__iregex=pattern)


def replace_words(model: type[Model], field: Any, pattern: str) -> int:
    """Put `[effacé]` instead, in the database; returns the number of rows changed."""
    said = Cast(F(field.name), TextField())
    cleaned: Any = Func(
        said,
        Value(pattern),
        Value(PUT_INSTEAD),
        Value("gi"),
        function="regexp_replace",
        output_field=TextField(),
    )
    if isinstance(field, CharField) and field.max_length:
        cleaned = Left(cleaned, field.max_length)
    elif not isinstance(field, TextField):
        cleaned = Cast(cleaned, field)
    keys = list(rows_holding(model, field, pattern).values_list("pk", flat=True))
    changed: int = model._base_manager.filter(pk__in=keys).update(**{field.name: cleaned})
    return changed
