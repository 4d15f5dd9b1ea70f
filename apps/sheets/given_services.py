"""The online services that readers are given: those of sheets, as curators corrected them."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import QuerySet

from apps.accounts.models import User
from apps.sheets.models import OnlineService, PublishedService, SheetRevision


@dataclass(frozen=True, slots=True)
class KeptServices:
    """What curators keep, as one reader may have it.

    `corrections` by the identifier of the imported service, hidden ones included; `added` are
    their own, and `beside` the same by sheet.
    """

    corrections: dict[str, PublishedService]
    beside: dict[str, list[PublishedService]]
    added: tuple[PublishedService, ...]


def kept_services(user: User | None) -> KeptServices:
    """One query; None: what is for everybody."""
    corrections: dict[str, PublishedService] = {}
    beside: defaultdict[str, list[PublishedService]] = defaultdict(list)
    added: list[PublishedService] = []
    for kept in PublishedService.objects.visible_to(user):
        if kept.imported_id:
            corrections[kept.imported_id] = kept
        elif kept.is_published:
            added.append(kept)
            for sheet_id in kept.sheet_ids:
                beside[sheet_id].append(kept)
    return KeptServices(corrections, dict(beside), tuple(added))


def services_named(revisions: QuerySet[SheetRevision]) -> QuerySet[OnlineService]:
    """What these revisions name and is given as they name it: neither corrected nor hidden."""
    replaced = PublishedService.objects.exclude(imported_id="").values("imported_id")
    return OnlineService.objects.filter(revision__in=revisions).exclude(external_id__in=replaced)


def services_given(
    revisions: Collection[SheetRevision], kept: KeptServices
) -> defaultdict[int, list[OnlineService]]:
    """By revision: what it names, corrected or left out, then what curators keep for its sheet.

    `revisions` are loaded with their sheet; one query.
    """
    given: defaultdict[int, list[OnlineService]] = defaultdict(list)
    ids = [revision.pk for revision in revisions]
    for named in OnlineService.objects.filter(revision__in=ids).order_by("pk"):
        correction = kept.corrections.get(named.external_id) if named.external_id else None
        if correction is None:
            given[named.revision_id].append(named)
        elif correction.is_published:
            given[named.revision_id].append(_as_named(correction, named))
    for revision in revisions:
        added = kept.beside.get(revision.sheet.external_id, ())
        given[revision.pk] += [_as_named(one, OnlineService(revision=revision)) for one in added]
    return given


def _as_named(kept: PublishedService, named: OnlineService) -> OnlineService:
    """A row that is never saved: what the sheet would name, had it been right."""
    return OnlineService(
        revision_id=named.revision_id,
        external_id=named.external_id,
        kind=kept.kind,
        title=kept.title,
        url=kept.url,
        cerfa=kept.cerfa,
        source=named.source or kept.get_operator_display(),
        text=named.text,
    )
