"""Finds passages of published sheets for a request; what the pipeline calls."""

from collections.abc import Awaitable, Callable
from typing import Protocol, TypeVar

import numpy as np
from asgiref.sync import async_to_sync
from channels.db import DatabaseSyncToAsync

from apps.accounts.models import User
from apps.answering.deciding import deciding_facts
from apps.answering.passages import Findings, SheetHit
from apps.answering.ports import Understanding
from apps.sheets.given_services import kept_services
from apps.sheets.search.choosing import choose_passages
from apps.sheets.search.embedding import current_embedder
from apps.sheets.search.evidence import measure_evidence
from apps.sheets.search.findings import (
    read_case_titles,
    read_directory,
    read_passages,
    read_sheets,
)
from apps.sheets.search.index import index
from apps.sheets.search.local import local_sheets
from apps.sheets.search.ranking import Ranking, likely_revisions, query_stems, rank
from apps.sheets.search.reranking import reranked
from apps.sheets.search.scope import Filters, Scope
from apps.sheets.search.snapshot import Snapshot
from apps.sheets.search.vectors import QueryVector, Similarities, nearest_passages, nearest_sheets

_READ = 160
_SHEETS = 10

T = TypeVar("T")


class Run(Protocol):
    """Runs a blocking function in a thread of its own."""

    def __call__(self, function: Callable[[], T], /) -> Awaitable[T]: ...


async def _in_thread(function: Callable[[], T], /) -> T:
    return await DatabaseSyncToAsync(function, thread_sensitive=False)()


class PublishedRetriever:
    """Searches what `user` may see (None: what is public everywhere), within `filters`.

    `run` carries the database work to a thread. `candidate`, `is_alone`: see Scope.
    """

    def __init__(
        self,
        user: User | None = None,
        filters: Filters | None = None,
        run: Run = _in_thread,
        candidate: int | None = None,
        is_alone: bool = False,
    ) -> None:
        self._scope = Scope(user, filters or {}, candidate=candidate, is_alone=is_alone)
        self._run = run

    async def find(self, understanding: Understanding) -> Findings:
        vector = await query_vector(understanding)
        findings = await self._run(lambda: find(understanding, self._scope, vector))
        return await reranked(findings, understanding)


async def query_vector(understanding: Understanding) -> QueryVector | None:
    """The vector of a request, or None when none can be had in time."""
    embedder = current_embedder()
    vector = await embedder.embed_query(understanding.text)
    return QueryVector(embedder.model, vector) if vector else None


def find(understanding: Understanding, scope: Scope, vector: QueryVector | None) -> Findings:
    """About 30 passages and 10 sheets, best first; by words alone without a vector."""
    snapshot, ranking, similarities = rank_for(understanding, scope, vector)
    best = _by_id(snapshot.passage_ids, ranking.passages, ranking.passage_scores, _READ)
    found = read_passages(scope, best)
    best = _by_id(snapshot.revision_ids, ranking.sheets, ranking.sheet_scores, _SHEETS)
    kept = kept_services(scope.user)
    sheets = read_sheets(scope, best, kept)
    passages = choose_passages(found, sheets, understanding)
    evidence = measure_evidence(understanding, snapshot, ranking, similarities, passages, sheets)
    titles = read_case_titles(int(sheets[0].revision_id)) if sheets else []
    facts = deciding_facts(titles, understanding.text)
    contacts = read_directory(scope.user, kept)
    return Findings(tuple(passages), tuple(sheets), evidence, facts, contacts)


def find_now(understanding: Understanding, scope: Scope | None = None) -> Findings:
    """What an answer would be made of, for commands and tests."""
    findings = find(understanding, scope or Scope(), async_to_sync(query_vector)(understanding))
    return async_to_sync(reranked)(findings, understanding)


def search_sheets(
    understanding: Understanding,
    user: User | None,
    limit: int = 20,
    filters: Filters | None = None,
) -> list[SheetHit]:
    """Sheets for the reading pages, best first; decision trees and mere links included."""
    scope = Scope(user, filters or {}, only_answers=False)
    vector = async_to_sync(query_vector)(understanding)
    snapshot, ranking, _ = rank_for(understanding, scope, vector)
    scores = _by_id(snapshot.revision_ids, ranking.sheets, ranking.sheet_scores, limit)
    return read_sheets(scope, scores)


def sheets_by_words(understanding: Understanding, user: User, limit: int) -> list[SheetHit]:
    """Sheets that `user` may see, best first; no model of any kind is asked."""
    scope = Scope(user)
    snapshot, ranking, _ = rank_for(understanding, scope, None)
    scores = _by_id(snapshot.revision_ids, ranking.sheets, ranking.sheet_scores, limit)
    return read_sheets(scope, scores)


def rank_for(
    understanding: Understanding, scope: Scope, vector: QueryVector | None
) -> tuple[Snapshot, Ranking, Similarities]:
    """The ranking of what `scope` allows, by words and, with a vector, by meaning."""
    revision_ids = scope.revision_ids()
    snapshot = index.snapshot_for(revision_ids, at_once=scope.candidate is not None)
    allowed = np.isin(snapshot.revision_ids, np.array(revision_ids, np.int64))
    lexical = snapshot.scores(query_stems(understanding))
    similarities = Similarities()
    if vector is not None:
        sheets = nearest_sheets(vector, scope)
        likely = likely_revisions(snapshot, understanding, allowed, lexical, sheets)
        similarities = Similarities(nearest_passages(vector, likely), sheets, vector.model)
    ranking = rank(snapshot, understanding, allowed, lexical, similarities, local_sheets(scope))
    return snapshot, ranking, similarities


def _by_id(ids: np.ndarray, places: np.ndarray, scores: np.ndarray, limit: int) -> dict[int, float]:
    pairs = zip(ids[places[:limit]].tolist(), scores[:limit].tolist(), strict=True)
    return dict(pairs)
