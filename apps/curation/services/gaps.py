"""Gaps: gathered, given to a sheet, closed once its answers are seen, set aside with a reason."""

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.answering.masking import MaskedText
from apps.audit.enums import EventKind
from apps.audit.services import append_event
from apps.curation.enums import GapStatus
from apps.curation.likeness import ALIKE, Gist, gists, likeness
from apps.curation.models import Gap, GapSignal, SheetDraft
from apps.curation.replaying import Replayed, replay
from apps.curation.services.drafts import begin_draft
from apps.curation.signals_of_gaps import Found, new_signals
from apps.sheets.models import Sheet, SheetRevision

_MOST_REPLAYED = 8
_TITLE = 300


class GapRefusal(Exception):
    """The gap is over, or its questions are not answered; the message says which."""


@transaction.atomic
def gather_gaps() -> int:
    """Put each new signal into the open gap that it resembles most, or into one of its own.

    A gap and a signal about different operators never meet. Returns how many signals were kept.
    """
    found = new_signals()
    gaps = list(Gap.objects.open().select_for_update().order_by("pk")) if found else []
    known = list(zip(gaps, gists([gap.title for gap in gaps]), strict=True))
    for signal, gist in zip(found, gists([one.text for one in found]), strict=True):
        gap = _nearest(signal, gist, known)
        if gap is None:
            operator = signal.operators[0] if signal.operators else ""
            gap = Gap.objects.create(title=signal.text[:_TITLE], operator=operator)
            known.append((gap, gist))
        GapSignal.objects.create(
            gap=gap,
            kind=signal.kind,
            question=signal.question,
            search=signal.search,
            departement=signal.departement,
            person=signal.person,
            at=signal.at,
        )
    return len(found)


@transaction.atomic
def forget_old_words(*, before: datetime) -> int:
    """Gaps begun before a date take the words of their last signal: those of the first are gone.

    What their last replay gave goes too. Returns how many gaps were changed.
    """
    changed = []
    for gap in Gap.objects.select_for_update().filter(created_at__lt=before).order_by("pk"):
        signals = gap.signals.select_related("question", "search")
        texts = [signal.text[:_TITLE] for signal in signals]
        if texts and (gap.title not in texts or gap.proof):
            gap.title, gap.proof = texts[-1], []
            gap.save(update_fields=["title", "proof"])
            changed.append(gap.pk)
    if changed:
        append_event(
            kind=EventKind.DATA_PURGED,
            actor_id=None,
            subject_type="gaps",
            subject_id=changed[0],
            payload={"kind": "gap_words", "removed": len(changed), "before": before.isoformat()},
        )
    return len(changed)


@transaction.atomic
def draft_for_gap(*, gap: Gap, author: User, title: str, markdown: str) -> SheetDraft:
    """Begin a sheet for a gap; the draft there already is, if any. Raises GapRefusal."""
    gap = _open(gap)
    if gap.draft is not None and gap.draft.closed_at is None:
        return gap.draft
    draft = begin_draft(author=author, title=title, markdown=markdown)
    gap.draft, gap.status, gap.handler = draft, GapStatus.DRAFTED, author
    gap.save(update_fields=["draft", "status", "handler"])
    _record(EventKind.GAP_LINKED, gap, author, {"draft": str(draft.pk)})
    return draft


def answer_gap(*, gap: Gap, sheet: Sheet | None, replayed_by: User | None) -> Gap:
    """Replay the questions of a gap; close it once every one is answered from `sheet`.

    `sheet` None: that of its draft. What the replay gave stands in `proof` either way. The replay
    itself, some seconds, runs outside any transaction. Raises GapRefusal for a gap that is over or
    has no published sheet.
    """
    if sheet is None:
        sheet = gap.sheet or (gap.draft.sheet if gap.draft else None)
    if sheet is None or not sheet.revisions.published().exists():
        raise GapRefusal(_("No published sheet answers this gap yet."))
    if not gap.is_open:
        raise GapRefusal(_("This gap is closed."))
    return _keep_replay(gap, sheet, replay(_texts(gap), sheet), replayed_by)


@transaction.atomic
def _keep_replay(gap: Gap, sheet: Sheet, results: list[Replayed], by: User | None) -> Gap:
    gap = _open(gap)
    gap.sheet, gap.proof = sheet, [one.as_json() for one in results]
    gap.replayed_at = timezone.now()
    is_answered = bool(results) and all(one.is_answered for one in results)
    gap.status = GapStatus.CLOSED if is_answered else GapStatus.DRAFTED
    gap.closed_at = gap.replayed_at if is_answered else None
    gap.handler = by or gap.handler
    gap.save()
    kind = EventKind.GAP_CLOSED if is_answered else EventKind.GAP_LINKED
    _record(kind, gap, by, {"sheet": sheet.external_id, **_counts(results)})
    return gap


def replay_published() -> int:
    """Replay the gaps whose sheet was published since they were last replayed; how many closed."""
    published = SheetRevision.objects.published().filter(
        Q(sheet=OuterRef("draft__sheet")) | Q(sheet=OuterRef("sheet"))
    )
    newer = published.filter(published_at__gt=OuterRef("replayed_at"))
    waiting = Gap.objects.filter(status=GapStatus.DRAFTED).filter(
        Q(replayed_at=None) & Exists(published) | Exists(newer)
    )
    closed = [answer_gap(gap=gap, sheet=None, replayed_by=None) for gap in waiting]
    return sum(not gap.is_open for gap in closed)


@transaction.atomic
def dismiss_gap(*, gap: Gap, dismissed_by: User, reason: MaskedText) -> Gap:
    """Say why no sheet will answer this. Raises GapRefusal."""
    gap = _open(gap)
    if not reason.text.strip():
        raise GapRefusal(_("Say why."))
    gap.status, gap.note, gap.handler = GapStatus.DISMISSED, reason.text, dismissed_by
    gap.closed_at = timezone.now()
    gap.save(update_fields=["status", "note", "handler", "closed_at"])
    _record(EventKind.GAP_DISMISSED, gap, dismissed_by)
    return gap


def _nearest(signal: Found, gist: Gist, known: list[tuple[Gap, Gist]]) -> Gap | None:
    """The most alike, the oldest of equals."""
    best, nearest = ALIKE, None
    for gap, other in known:
        if gap.operator and signal.operators and gap.operator not in signal.operators:
            continue
        alike = likeness(gist, other)
        if alike > best or (alike == best and nearest is None):
            best, nearest = alike, gap
    return nearest


def _texts(gap: Gap) -> list[str]:
    """The last different texts of a gap, questions before searches."""
    signals = gap.signals.select_related("question", "search").order_by("search_id", "-at")
    ordered = sorted(signals, key=lambda one: one.question_id is None)
    return list(dict.fromkeys(one.text for one in ordered))[:_MOST_REPLAYED]


def _counts(results: list[Replayed]) -> dict[str, int]:
    return {"replayed": len(results), "answered": sum(one.is_answered for one in results)}


def _open(gap: Gap) -> Gap:
    gap = Gap.objects.select_for_update().get(pk=gap.pk)
    if not gap.is_open:
        raise GapRefusal(_("This gap is closed."))
    return gap


def _record(
    kind: EventKind, gap: Gap, actor: User | None, payload: dict[str, object] | None = None
) -> None:
    append_event(
        kind=kind,
        actor_id=actor.pk if actor else None,
        subject_type="gap",
        subject_id=gap.pk,
        payload=payload,
    )
