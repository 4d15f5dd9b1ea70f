"""Nearest passages and sheets by meaning, ranked by PostgreSQL among what the asker may see."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import QuerySet
from pgvector import HalfVector
from pgvector.django import CosineDistance

from apps.sheets.models import SearchVector
from apps.sheets.search.embedding import Vector
from apps.sheets.search.scope import Scope

_PASSAGES = 600
_SHEETS = 300


@dataclass(frozen=True, slots=True)
class QueryVector:
    """The vector of a request, and the model that made it."""

    model: str
    vector: Vector


@dataclass(frozen=True, slots=True)
class Similarities:
    """Cosines with the request, by passage id and by revision id, under `model`."""

    passages: Mapping[int, float] = field(default_factory=dict)
    sheets: Mapping[int, float] = field(default_factory=dict)
    model: str = ""


def nearest_sheets(query: QueryVector, scope: Scope) -> dict[int, float]:
    """Cosines of the 300 nearest sheets, by revision id."""
    rows = SearchVector.objects.filter(passage__isnull=True, revision__in=scope.revisions())
    return _nearest(rows, query, "revision_id", _SHEETS)


def nearest_passages(query: QueryVector, revision_ids: Sequence[int]) -> dict[int, float]:
    """Cosines of the 600 nearest passages of some revisions, by passage id."""
    rows = SearchVector.objects.filter(passage__isnull=False, revision_id__in=revision_ids)
    return _nearest(rows, query, "passage_id", _PASSAGES)


def _nearest(
    rows: QuerySet[SearchVector], query: QueryVector, column: str, limit: int
) -> dict[int, float]:
    distance = CosineDistance("vector", HalfVector(list(query.vector)))
    ranked = rows.filter(model=query.model).annotate(distance=distance).order_by("distance")
    return {id_: 1 - away for id_, away in ranked.values_list(column, "distance")[:limit]}
