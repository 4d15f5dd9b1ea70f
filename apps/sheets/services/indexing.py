"""Computes the vectors that search still lacks; can stop at any moment and go on later."""

import hashlib
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from asgiref.sync import async_to_sync
from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from pgvector import HalfVector

from apps.sheets.models import Passage, SearchVector, SheetRevision
from apps.sheets.search.embedding import Embedder, bulk_embedder, current_embedder

# Of a long passage, the beginning says what it is about.
_CHARACTERS = 700
_REVISIONS_AT_ONCE = 20


@dataclass(frozen=True, slots=True)
class IndexingReport:
    """`passages`: published; `vectors`: computed by this run; `left`: revisions still without."""

    passages: int
    vectors: int
    left: int
    seconds: float


@dataclass(frozen=True, slots=True)
class _Text:
    """What is embedded for one passage, or for one revision as a whole."""

    revision_id: int
    passage_id: int | None
    text: str

    @property
    def key(self) -> str:
        return hashlib.sha256(self.text.encode()).hexdigest()


def index_waiting(
    *,
    seconds: float | None = None,
    on_progress: Callable[[int, int], None] = lambda done, total: None,
) -> IndexingReport:
    """`index_revisions` with the embedder that the settings name."""
    waiting = revisions_without_vectors(current_embedder().model)
    texts = Passage.objects.filter(revision__in=waiting).count()
    with bulk_embedder(texts) as embedder:
        return index_revisions(embedder=embedder, seconds=seconds, on_progress=on_progress)


def index_revisions(
    *,
    embedder: Embedder,
    seconds: float | None = None,
    on_progress: Callable[[int, int], None] = lambda done, total: None,
) -> IndexingReport:
    """Give every published revision its vectors under `embedder.model`, within `seconds`.

    Revisions are done a few at a time, each in one transaction: a run that is killed loses only
    those under way. Once none is left, vectors of other models and of revisions no longer
    published go. Raises what the embedder raises.
    """
    started = time.monotonic()
    waiting = list(revisions_without_vectors(embedder.model).values_list("pk", flat=True))
    done = computed = 0
    while done < len(waiting) and (seconds is None or time.monotonic() - started < seconds):
        batch = waiting[done : done + _REVISIONS_AT_ONCE]
        computed += _index(batch, embedder)
        done += len(batch)
        on_progress(done, len(waiting))
    if done == len(waiting):
        _forget_old_vectors(embedder.model)
    return IndexingReport(
        passages=Passage.objects.published().count(),
        vectors=computed,
        left=len(waiting) - done,
        seconds=round(time.monotonic() - started, 1),
    )


def revisions_without_vectors(model: str) -> QuerySet[SheetRevision]:
    """Published, and not found by meaning yet.

    The vector of the sheet as a whole comes last: where it stands, all stand.
    """
    has_vectors = SearchVector.objects.filter(
        revision=OuterRef("pk"), passage__isnull=True, model=model
    )
    return SheetRevision.objects.published().filter(~Exists(has_vectors)).order_by("pk")


def _index(revision_ids: Sequence[int], embedder: Embedder) -> int:
    """Vectors of some revisions; those of texts embedded before are copied. Returns how many
    were computed."""
    revisions = SheetRevision.objects.filter(pk__in=revision_ids).prefetch_related("passages")
    texts = [
        text for revision in revisions.only("title", "description") for text in _texts(revision)
    ]
    known = dict(
        SearchVector.objects.filter(model=embedder.model, key__in={text.key for text in texts})
        .order_by()
        .values_list("key", "vector")
    )
    new = {text.key: text.text for text in texts if text.key not in known}
    vectors = async_to_sync(embedder.embed_passages)(list(new.values()))
    known |= {key: HalfVector(list(vector)) for key, vector in zip(new, vectors, strict=True)}
    with transaction.atomic():
        _without_clock()
        SearchVector.objects.bulk_create(
            [
                SearchVector(
                    revision_id=text.revision_id,
                    passage_id=text.passage_id,
                    model=embedder.model,
                    key=text.key,
                    vector=known[text.key],
                )
                for text in texts
            ],
            ignore_conflicts=True,
        )
    return len(new)


def _texts(revision: SheetRevision) -> Iterator[_Text]:
    for passage in revision.passages.all():
        path = " › ".join(passage.heading_path)
        text = f"{revision.title}. {path}. {passage.text[:_CHARACTERS]}"
        yield _Text(revision.pk, passage.pk, text)
    yield _Text(revision.pk, None, f"{revision.title}. {revision.description}")


@transaction.atomic
def _forget_old_vectors(model: str) -> None:
    _without_clock()
    published = SheetRevision.objects.published()
    SearchVector.objects.filter(~Q(model=model) | ~Q(revision__in=published)).delete()


def _without_clock() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")
