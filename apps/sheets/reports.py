"""What the reading pages list."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from apps.accounts.models import User
from apps.answering.enums import OPERATOR_NAMES, Operator
from apps.answering.masking import MaskedText
from apps.answering.themes import themes_of
from apps.sheets.models import Passage, Sheet, SheetRevision
from apps.sheets.search import (
    Explanation,
    SheetSearch,
    current_reader,
    search_for_reading,
    sheets_by_words,
)

MOST_FOUND = 100
_SHEETS_HEARD = 5


@dataclass(frozen=True, slots=True)
class Facet:
    """One value of a filter, its label, and how many of the sheets listed have it."""

    value: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Listing:
    """What the list shows: ids of revisions in order, and facets.

    Each facet is counted within the other filter, so that its count is what a click gives.
    """

    revision_ids: Sequence[int]
    operators: list[Facet]
    themes: list[Facet]
    search: SheetSearch | None = None


@dataclass(frozen=True, slots=True)
class _Entry:
    """What is known of a sheet to filter and count it."""

    revision_id: int
    operator: str
    theme_id: str
    theme: str

    def fits(self, operator: str = "", theme: str = "") -> bool:
        return operator in ("", self.operator) and theme in ("", self.theme_id)


def list_sheets(*, user: User, query: str = "", operator: str = "", theme: str = "") -> Listing:
    """Published sheets that `user` may read: the 100 best for a query, else all by title."""
    search = search_for_reading(current_reader().read(query), user, MOST_FOUND) if query else None
    entries = _entries(user, search)
    operators = Counter(entry.operator for entry in entries if entry.fits(theme=theme))
    in_operator = [entry for entry in entries if entry.theme_id and entry.fits(operator)]
    themes = Counter(entry.theme_id for entry in in_operator)
    labels = {entry.theme_id: entry.theme for entry in in_operator}
    return Listing(
        revision_ids=[entry.revision_id for entry in entries if entry.fits(operator, theme)],
        operators=[
            Facet(each, OPERATOR_NAMES[each], operators[each])
            for each in Operator
            if each in operators
        ],
        themes=[
            Facet(each, labels[each], themes[each])
            for each in sorted(labels, key=labels.__getitem__)
        ],
        search=search,
    )


def _entries(user: User, search: SheetSearch | None) -> list[_Entry]:
    revisions = SheetRevision.objects.published().visible_to(user)
    if search is not None:
        revisions = revisions.filter(pk__in=search.revision_ids)
    rows = revisions.order_by("title").values_list(
        "pk", "sheet__operator", "sheet__theme_id", "sheet__theme"
    )
    entries = [_Entry(*row) for row in rows]
    if search is not None:
        places = {pk: place for place, pk in enumerate(search.revision_ids)}
        entries.sort(key=lambda entry: places[entry.revision_id])
    return entries


@dataclass(frozen=True, slots=True)
class ListedSheet:
    """One line of the list. `passage`: the words of its best passage, for a query."""

    revision: SheetRevision
    passage: str = ""
    why: Explanation | None = None


def listed_sheets(
    *, user: User, revision_ids: Sequence[int], search: SheetSearch | None
) -> list[ListedSheet]:
    """The lines of one page, in the order of `revision_ids`; curators are told why."""
    revisions = SheetRevision.objects.published().visible_to(user).filter(pk__in=revision_ids)
    found = revisions.select_related("sheet").defer("raw", "body").in_bulk()
    best = search.best_passages(revision_ids) if search else {}
    texts = dict(Passage.objects.filter(pk__in=best.values()).values_list("revision_id", "text"))
    return [
        ListedSheet(
            revision=found[pk],
            passage=texts.get(pk, ""),
            why=search.explain(pk) if search and user.is_curator else None,
        )
        for pk in revision_ids
        if pk in found
    ]


def theme_names(user: User) -> dict[str, str]:
    """Names by identifier of the themes of what `user` may read, in the order of names."""
    sheets = Sheet.objects.visible_to(user).published().exclude(theme_id="")
    return dict(sheets.order_by("theme").values_list("theme_id", "theme").distinct())


@dataclass(frozen=True, slots=True)
class ProposedTags:
    """What a request seems to be about. `themes`: names by identifier."""

    operators: tuple[Operator, ...]
    themes: dict[str, str]


def proposed_tags(*, user: User, masked: MaskedText) -> ProposedTags:
    """Operators and themes of a request not asked yet, by its words alone: no model hears it."""
    understanding = current_reader().read(masked.text)
    sheets = sheets_by_words(understanding, user, _SHEETS_HEARD)
    likely = themes_of(sheets)
    themes = {one: name for one, name in theme_names(user).items() if name in likely}
    operators = understanding.operators or tuple(sheet.operator for sheet in sheets[:1])
    return ProposedTags(operators, themes)


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
