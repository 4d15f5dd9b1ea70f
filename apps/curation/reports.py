"""What the curators' screens show: counts, lists, comparisons, answers that a change concerns."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.answering.differences import Run, word_differences
from apps.answering.passages import SheetHit
from apps.conversations.models import Answer, AnswerSource
from apps.curation.comparison import Change, Comparison, compare
from apps.curation.enums import ContactState, GapStatus, Theme
from apps.curation.golden_questions import questions_touching
from apps.curation.models import Gap, PublishingRule, Replay, SheetDraft
from apps.sheets.enums import RevisionStatus
from apps.sheets.models import (
    LinkCheck,
    Passage,
    PublishedContact,
    ReviewPeriod,
    SheetImport,
    SheetReport,
    SheetRevision,
)
from apps.sheets.search import Scope, current_reader, find_now
from apps.sheets.search.embedding import current_embedder
from apps.sheets.services.indexing import revisions_without_vectors

SHOWN_ANSWERS = 10
SHOWN_PLACES = 5


@dataclass(frozen=True, slots=True)
class HomeCounts:
    published: int
    awaiting: int
    due: int
    open_reports: int
    gaps: int
    broken_links: int
    last_import: SheetImport | None
    without_vectors: int

    @property
    def with_vectors(self) -> int:
        return self.published - self.without_vectors


@dataclass(frozen=True, slots=True)
class CountedChange:
    """A changed passage, and how many answers quoted its former text."""

    change: Change
    answers: int


@dataclass(frozen=True, slots=True)
class RevisionComparison:
    base: SheetRevision | None
    changes: tuple[CountedChange, ...]
    unchanged: int
    answers: QuerySet[Answer]


def home_counts(user: User) -> HomeCounts:
    """The figures of the first page."""
    revisions = SheetRevision.objects.curated_by(user)
    return HomeCounts(
        published=revisions.published().count(),
        awaiting=revisions.awaiting_approval().count(),
        due=revisions.due_for_review().count(),
        open_reports=SheetReport.objects.to_answer().count(),
        gaps=Gap.objects.filter(status=GapStatus.OPEN).count(),
        broken_links=LinkCheck.objects.broken().count(),
        last_import=SheetImport.objects.select_related("requested_by").first(),
        without_vectors=revisions_without_vectors(current_embedder().model).count(),
    )


def listed_contacts(
    *, words: str = "", operator: str = "", state: str = ""
) -> QuerySet[PublishedContact]:
    """Contacts of an operator, in a state of ContactState, that hold each of the words."""
    contacts = PublishedContact.objects.holding_words(words).select_related("departement")
    if operator:
        contacts = contacts.filter(operator=operator)
    if state:
        contacts = contacts.filter(withdrawn_at__isnull=state == ContactState.PUBLISHED)
    return contacts


def approvable_revisions(user: User, revisions: QuerySet[SheetRevision]) -> QuerySet[SheetRevision]:
    """Those that this person may approve: the newest of each sheet, not their own."""
    newer = SheetRevision.objects.awaiting_approval().filter(
        sheet=OuterRef("sheet"), number__gt=OuterRef("number")
    )
    waiting = revisions.filter(status=RevisionStatus.IN_REVIEW).exclude(author=user)
    return waiting.exclude(contributors__contains=[user.pk]).filter(~Exists(newer))


def base_of(revision: SheetRevision) -> SheetRevision | None:
    """What a revision is compared with: the published one, or the one that it replaced."""
    others = revision.sheet.revisions.defer("raw", "body", "related").exclude(pk=revision.pk)
    if revision.status in (RevisionStatus.DRAFT, RevisionStatus.IN_REVIEW):
        current = others.published().first()
        if current is not None:
            return current
    earlier = others.filter(number__lt=revision.number)
    return earlier.exclude(published_at=None).order_by("-number").first()


def compare_revisions(revision: SheetRevision) -> RevisionComparison:
    """What `revision` changes, and whom that concerns."""
    base = base_of(revision)
    before = list(base.passages.all()) if base else []
    comparison = compare(before, list(revision.passages.all()))
    hashes = gone_hashes(comparison)
    counts = _answers_by_hash(revision, hashes)
    return RevisionComparison(
        base=base,
        changes=tuple(CountedChange(c, counts[c.before_hash]) for c in comparison.changes),
        unchanged=comparison.unchanged,
        answers=affected_answers(revision, hashes),
    )


def gone_hashes(comparison: Comparison) -> set[str]:
    """Texts that no longer stand as they were; a passage that only moved still does."""
    return {
        change.before_hash
        for change in comparison.changes
        if change.before_hash and any(run.is_added or run.is_removed for run in change.runs)
    }


def affected_answers(revision: SheetRevision, hashes: set[str]) -> QuerySet[Answer]:
    """Answers that quote one of these texts of the revision's sheet, newest first.

    Nothing of the question or of its author is for curators: only `created_at` is shown.
    """
    quoted = _quoted(revision, hashes).filter(answer=OuterRef("pk"))
    return Answer.objects.filter(Exists(quoted)).only("created_at").order_by("-created_at")


def _quoted(revision: SheetRevision, hashes: set[str]) -> QuerySet[AnswerSource]:
    return AnswerSource.objects.quoted().filter(
        sheet_id=revision.sheet.external_id, text_hash__in=hashes
    )


def _answers_by_hash(revision: SheetRevision, hashes: set[str]) -> Counter[str]:
    rows = _quoted(revision, hashes).values("text_hash").annotate(answers=Count("answer"))
    return Counter({row["text_hash"]: row["answers"] for row in rows.order_by()})


def recalled_sources(sheet_ids: Sequence[int]) -> QuerySet[AnswerSource]:
    """Quoted sources that the last change of these sheets made outdated, one a row."""
    last_closed = (
        SheetRevision.objects.filter(sheet=OuterRef("revision__sheet"))
        .exclude(closed_at=None)
        .exclude(published_at=None)
        .order_by("-closed_at", "-number")
        .values("pk")[:1]
    )
    gone = Passage.objects.filter(
        revision=last_closed,
        revision__sheet__in=sheet_ids,
        revision__sheet__external_id=OuterRef("sheet_id"),
        text_hash=OuterRef("text_hash"),
    )
    sources = AnswerSource.objects.quoted().outdated().filter(Exists(gone))
    return sources.select_related("answer__conversation__author")


@dataclass(frozen=True, slots=True)
class Row:
    """A label and its value, as a page shows them; an empty value is missing."""

    label: str
    value: str


def metadata_rows(draft: SheetDraft) -> list[Row]:
    """What is known of a draft."""
    whole_country = _("The whole country")
    return [
        Row(_("Operator"), draft.get_operator_display() if draft.operator else ""),
        Row(_("Theme"), draft.get_theme_id_display() if draft.theme_id else ""),
        Row(_("Address of the source"), draft.source_url),
        Row(_("Licence"), draft.licence),
        Row(_("Checked on"), f"{draft.verified_on:%d/%m/%Y}" if draft.verified_on else ""),
        Row(_("To be reviewed by"), f"{draft.review_due:%d/%m/%Y}" if draft.review_due else ""),
        Row(_("Visibility"), draft.get_visibility_display() if draft.visibility else ""),
        Row(_("Territory"), str(draft.desk or draft.departement or whole_country)),
        Row(
            _("Official sheet that it completes"),
            draft.completes.external_id if draft.completes else _("none"),
        ),
    ]


@dataclass(frozen=True, slots=True)
class ChangedAnswer:
    """A golden question whose answer differs, and what differs from word to word."""

    question: str
    before: dict[str, Any]
    after: dict[str, Any]
    runs: tuple[Run, ...]

    @property
    def removed(self) -> tuple[Run, ...]:
        return tuple(run for run in self.runs if not run.is_added)

    @property
    def added(self) -> tuple[Run, ...]:
        return tuple(run for run in self.runs if not run.is_removed)


def replay_context(revision: SheetRevision) -> dict[str, Any]:
    """The last replay of a revision, the answers that it changes, the questions it will ask."""
    replay = Replay.objects.filter(revision=revision).first()
    changed = replay.changed if replay else ()
    return {
        "replay": replay,
        "questions": questions_touching(revision.sheet.external_id),
        "changed": [
            ChangedAnswer(
                row["question"],
                row["before"],
                row["after"],
                word_differences(row["before"]["text"], row["after"]["text"]),
            )
            for row in changed
        ],
    }


def places_with(revision: SheetRevision, question: str) -> list[SheetHit]:
    """What a search finds first once `revision` is published, for the whole country."""
    scope = Scope(candidate=revision.pk)
    return list(find_now(current_reader().read(question), scope).sheets[:SHOWN_PLACES])


@dataclass(frozen=True, slots=True)
class ThemeRow:
    """A theme: how its sheets are reviewed, how many there are, how many are overdue."""

    theme: Theme
    period: ReviewPeriod
    rule: PublishingRule | None
    published: int
    due: int


def theme_rows() -> list[ThemeRow]:
    """All themes of the feed, in their order."""
    periods = {row.theme_id: row for row in ReviewPeriod.objects.select_related("owner")}
    rules = {row.theme_id: row for row in PublishingRule.objects.select_related("author")}
    published = _by_theme(SheetRevision.objects.published())
    due = _by_theme(SheetRevision.objects.due_for_review())
    return [
        ThemeRow(
            theme,
            periods.get(theme.value) or ReviewPeriod(theme_id=theme.value),
            rules.get(theme.value),
            published[theme.value],
            due[theme.value],
        )
        for theme in Theme
    ]


def _by_theme(revisions: QuerySet[SheetRevision]) -> Counter[str]:
    return Counter(revisions.order_by().values_list("sheet__theme_id", flat=True))
