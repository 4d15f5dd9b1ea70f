"""What awaits approval, sorted by what it changes: the heaviest change of each revision."""

from collections import defaultdict
from collections.abc import Collection, Sequence

from django.db.models import Case, QuerySet, Value, When

from apps.curation.comparison import compare
from apps.curation.enums import ChangeNature, RevisionChange
from apps.curation.services.replaying import let_through
from apps.sheets.enums import RevisionStatus
from apps.sheets.models import Passage, SheetRevision

_BY_WEIGHT = list(ChangeNature)
_TRIAGE = (
    RevisionChange.FIGURE,
    RevisionChange.CONDITION,
    RevisionChange.CONTACT,
    RevisionChange.NEW,
    RevisionChange.REMOVED,
    RevisionChange.ADDED,
    RevisionChange.WORDING,
    RevisionChange.MOVED,
    RevisionChange.SAME,
)
MOST_WEIGHED = 300  # revisions compared for one page: more than a day of the official feed changes


def heaviest_changes(revisions: Collection[SheetRevision]) -> dict[int, RevisionChange]:
    """By revision that awaits approval: its heaviest change from what is published now."""
    waiting = [row for row in revisions if row.status == RevisionStatus.IN_REVIEW]
    sheets = {row.sheet_id for row in waiting}
    published = SheetRevision.objects.published().filter(sheet__in=sheets)
    bases = dict(published.values_list("sheet", "pk"))
    compared = [row.pk for row in waiting if row.sheet_id in bases]
    passages = _passages([*compared, *bases.values()])
    return {
        row.pk: _heaviest(passages[bases[row.sheet_id]], passages[row.pk])
        if row.sheet_id in bases
        else RevisionChange.NEW
        for row in waiting
    }


def heaviest_first(revisions: QuerySet[SheetRevision]) -> QuerySet[SheetRevision]:
    """What awaits approval by the weight of its change: figures, conditions and contacts first.

    Above MOST_WEIGHED, as after the import of a whole archive, the order stays as it was.
    """
    rows = revisions.filter(status=RevisionStatus.IN_REVIEW).only("sheet", "status")
    waiting = list(rows.select_related(None).order_by()[: MOST_WEIGHED + 1])
    if len(waiting) > MOST_WEIGHED:
        return revisions
    changes = heaviest_changes(waiting)
    places = [
        When(pk__in=[pk for pk, found in changes.items() if found == change], then=Value(place))
        for place, change in enumerate(_TRIAGE)
    ]
    return revisions.order_by(Case(*places, default=len(_TRIAGE)), "-created_at", "-pk")


def with_change(
    revisions: QuerySet[SheetRevision], change: RevisionChange
) -> QuerySet[SheetRevision]:
    """Those that await approval and of which this is the heaviest change."""
    rows = revisions.filter(status=RevisionStatus.IN_REVIEW).only("sheet", "status")
    changes = heaviest_changes(list(rows.select_related(None).order_by()))
    return revisions.filter(pk__in=[pk for pk, found in changes.items() if found == change])


def gate_passed(revisions: QuerySet[SheetRevision]) -> QuerySet[SheetRevision]:
    """Those that await approval and that the gate of golden questions lets through."""
    rows = revisions.filter(status=RevisionStatus.IN_REVIEW)
    return revisions.filter(pk__in=[row.pk for row in let_through(rows)])


def _passages(revision_ids: Collection[int]) -> dict[int, list[Passage]]:
    """Passages in reading order, by revision."""
    found: dict[int, list[Passage]] = defaultdict(list)
    for passage in Passage.objects.filter(revision__in=revision_ids):
        found[passage.revision_id].append(passage)
    return found


def _heaviest(before: Sequence[Passage], after: Sequence[Passage]) -> RevisionChange:
    natures = {change.nature for change in compare(before, after).changes}
    if not natures:
        return RevisionChange.SAME
    return RevisionChange(min(natures, key=_BY_WEIGHT.index))
