"""What the reading pages list."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, QuerySet

from apps.accounts.models import User
from apps.answering.enums import OPERATOR_NAMES, Operator
from apps.sheets.models import Passage, Sheet, SheetRevision
from apps.sheets.search import current_reader, search_sheets

MOST_FOUND = 100


@dataclass(frozen=True, slots=True)
class Facet:
    """One value of a filter, its label, and how many published sheets have it."""

    value: str
    label: str
    count: int


def list_revisions(
    *, user: User, query: str = "", operator: str = "", theme: str = ""
) -> QuerySet[SheetRevision] | Sequence[SheetRevision]:
    """Published revisions that `user` may read: best first for a query, else by title."""
    revisions = (
        SheetRevision.objects.published()
        .visible_to(user)
        .select_related("sheet")
        .defer("raw", "body")
    )
    if query:
        filters = {"operator": [operator] * bool(operator), "theme": [theme] * bool(theme)}
        hits = search_sheets(current_reader().read(query), user, MOST_FOUND, filters)
        found = {
            str(row.pk): row for row in revisions.filter(pk__in=[hit.revision_id for hit in hits])
        }
        return [found[hit.revision_id] for hit in hits if hit.revision_id in found]
    if operator:
        revisions = revisions.filter(sheet__operator=operator)
    if theme:
        revisions = revisions.filter(sheet__theme_id=theme)
    return revisions.order_by("title")


def facets(user: User) -> tuple[list[Facet], list[Facet]]:
    """Operators in their own order, and themes by label, of what `user` may read."""
    sheets = Sheet.objects.visible_to(user).published().order_by()
    operators = dict(sheets.values_list("operator").annotate(count=Count("pk")))
    themes = sheets.exclude(theme_id="").values_list("theme_id", "theme").annotate(Count("pk"))
    by_theme: dict[str, Facet] = {}
    for theme_id, label, count in themes:
        known = by_theme.get(theme_id)
        by_theme[theme_id] = Facet(theme_id, label, count + (known.count if known else 0))
    return (
        [
            Facet(operator, OPERATOR_NAMES[operator], operators[operator])
            for operator in Operator
            if operator in operators
        ],
        sorted(by_theme.values(), key=lambda facet: facet.label),
    )


def marked_position(revision: SheetRevision, passage_id: int | None) -> int | None:
    """Position in `revision` of a passage, or of the same words in it; None when they are gone."""
    if passage_id is None:
        return None
    cited = Passage.objects.filter(pk=passage_id, revision__sheet=revision.sheet_id).first()
    if cited is None:
        return None
    if cited.revision_id == revision.pk:
        return cited.position
    same = Passage.objects.filter(revision=revision, text_hash=cited.text_hash)
    alike = same.filter(heading_path=cited.heading_path).first() or same.first()
    return alike.position if alike else None
