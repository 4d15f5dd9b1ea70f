"""Which revisions a search may rank: published, visible to the asker, within the filters."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Q, QuerySet

from apps.accounts.models import User
from apps.sheets.models import Sheet, SheetRevision

Filters = Mapping[str, Sequence[str]]
_FILTERABLE = {
    "operator": "operator__in",
    "theme": "theme_id__in",
}


@dataclass(frozen=True, slots=True)
class Scope:
    """`user` None: what is public everywhere.

    `filters`: accepted values by "operator", "theme" (an id).
    `only_answers` leaves out sheets that hold no answer, such as decision trees.
    `candidate`: a revision that is not published yet, searched as if it were: it stands in for
    the published one of its sheet, whoever may see that sheet. With `is_alone`, nothing else is
    searched.
    """

    user: User | None = None
    filters: Filters = field(default_factory=dict)
    only_answers: bool = True
    candidate: int | None = None
    is_alone: bool = False

    def sheets(self) -> QuerySet[Sheet]:
        if self.user is None:
            sheets = Sheet.objects.of_everybody()
        else:
            sheets = Sheet.objects.visible_to(self.user)
        if self.only_answers:
            sheets = sheets.filter(has_answer=True)
        accepted = {
            lookup: list(self.filters[name])
            for name, lookup in _FILTERABLE.items()
            if self.filters.get(name)
        }
        return sheets.filter(**accepted)

    def revisions(self) -> QuerySet[SheetRevision]:
        published = SheetRevision.objects.published().filter(sheet__in=self.sheets())
        if self.candidate is None:
            return published
        if self.is_alone:
            return SheetRevision.objects.filter(pk=self.candidate)
        stands_in = SheetRevision.objects.filter(pk=self.candidate)
        others = published.exclude(sheet__in=stands_in.values("sheet"))
        return SheetRevision.objects.filter(Q(pk__in=others.values("pk")) | Q(pk=self.candidate))

    def revision_ids(self) -> list[int]:
        """One row, whatever their number."""
        ids = self.revisions().order_by().aggregate(ids=ArrayAgg("pk"))["ids"]
        return ids or []
