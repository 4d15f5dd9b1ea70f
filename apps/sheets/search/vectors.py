"""Nearest passages and sheets by meaning, ranked by PostgreSQL among what the asker may see."""

from collections.abc import Mapping
from dataclasses import dataclass, field

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


def nearest(query: QueryVector | None, scope: Scope) -> Similarities:
    """The nearest 600 passages and 300 sheets; none without a vector of the request."""
    if query is None:
        return Similarities()
    distance = CosineDistance("vector", HalfVector(list(query.vector)))
    rows = SearchVector.objects.filter(model=query.model, revision__in=scope.revisions())
    ranked = rows.annotate(distance=distance).order_by("distance")
    passages = ranked.filter(passage__isnull=False).values_list("passage_id", "distance")
    sheets = ranked.filter(passage__isnull=True).values_list("revision_id", "distance")
    return Similarities(
        {int(id_ or 0): 1 - away for id_, away in passages[:_PASSAGES]},
        {id_: 1 - away for id_, away in sheets[:_SHEETS]},
        query.model,
    )
