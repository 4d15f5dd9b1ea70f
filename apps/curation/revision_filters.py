"""The list of revisions: by state, words, operator, theme, import, change, gate."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet

from apps.accounts.models import User
from apps.curation.awaiting import gate_passed, heaviest_first, with_change
from apps.curation.enums import RevisionChange, StateFilter
from apps.sheets.models import SheetRevision


@dataclass(frozen=True, slots=True, kw_only=True)
class RevisionFilters:
    """What to list; an empty value does not filter. `change` and `gate` keep what awaits only."""

    state: str = ""
    words: str = ""
    operator: str = ""
    theme: str = ""
    change: str = ""
    gate: bool = False
    run: UUID | None = None


def listed_revisions(user: User, filters: RevisionFilters) -> QuerySet[SheetRevision]:
    """Revisions that the filters keep, newest first; what awaits, by the weight of its change."""
    revisions = SheetRevision.objects.curated_by(user).defer("raw", "body", "related")
    if filters.state == StateFilter.DUE:
        revisions = revisions.due_for_review()
    elif filters.state:
        revisions = revisions.filter(status=filters.state)
    if filters.words:
        words = filters.words
        revisions = revisions.filter(
            Q(title__icontains=words) | Q(sheet__external_id__iexact=words)
        )
    if filters.operator:
        revisions = revisions.filter(sheet__operator=filters.operator)
    if filters.theme:
        revisions = revisions.filter(sheet__theme_id=filters.theme)
    if filters.run:
        revisions = revisions.filter(source_import=filters.run)
    listed: QuerySet[SheetRevision] = revisions.select_related("sheet", "author").order_by(
        "-created_at", "-pk"
    )
    if filters.change:
        listed = with_change(listed, RevisionChange(filters.change))
    elif filters.state == StateFilter.IN_REVIEW:
        listed = heaviest_first(listed)
    return gate_passed(listed) if filters.gate else listed
