"""What the administrators' screens show: the Journal, people, desks, settings, texts."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery

from apps.accounts.enums import Role
from apps.accounts.models import Desk, User
from apps.audit.models import AuditEvent
from apps.operations.adjustable import ADJUSTABLE, Adjustable, base_value
from apps.operations.enums import DeskState, PersonState
from apps.operations.models import SettingChange, TextVersion
from apps.operations.retention import RETAINED, Holds, Retained
from apps.operations.texts import default_source
from apps.sheets.models import Sheet, SheetRevision


def journal_entries(
    *, kind: str = "", since: date | None = None, until: date | None = None
) -> QuerySet[AuditEvent]:
    """Audit events, newest first, each with its actor's name as `actor_name`."""
    actor = User.objects.filter(pk=OuterRef("actor_id")).values("full_name")[:1]
    events = AuditEvent.objects.annotate(actor_name=Subquery(actor)).order_by("-seq")
    if kind:
        events = events.filter(kind=kind)
    if since:
        events = events.filter(at__date__gte=since)
    if until:
        events = events.filter(at__date__lte=until)
    return events


def text_in_force(name: str, language: str) -> str:
    """The Markdown of a text: what an administrator wrote, in French, else the service's own."""
    if language == "fr":
        written = TextVersion.objects.filter(name=name).first()
        if written is not None and written.source:
            return written.source
    return default_source(name, language)


@dataclass(frozen=True, slots=True)
class SettingInForce:
    """A setting that may be changed, its value, and its last changes, newest first."""

    setting: Adjustable
    value: float
    base: float
    changes: list[SettingChange]


def settings_in_force() -> list[SettingInForce]:
    """Every setting that may be changed, in the order of the closed list."""
    changes: dict[str, list[SettingChange]] = {}
    for change in SettingChange.objects.select_related("changed_by"):
        changes.setdefault(change.name, []).append(change)
    found = []
    for name, one in ADJUSTABLE.items():
        history = changes.get(name, [])
        value = history[0].value if history else None
        base = base_value(name)
        found.append(SettingInForce(one, base if value is None else value, base, history[:10]))
    return found


@dataclass(frozen=True, slots=True)
class RetentionInForce:
    """A kind of data; what of it is older than `before` goes, unless the kind is held."""

    retained: Retained
    before: datetime
    is_held: bool


def retention_in_force(*, now: datetime) -> list[RetentionInForce]:
    """Every kind of data, with the period in force."""
    holds = Holds.read()
    return [RetentionInForce(one, one.before(now), holds.keeps(one.kind)) for one in RETAINED]


def listed_people(
    *, words: str = "", role: str = "", departement: str = "", state: str = ""
) -> QuerySet[User]:
    """People by words of their name or address, role, département and PersonState."""
    people = User.objects.named(words).select_related("desk__departement")
    if role:
        people = people.holding(Role(role))
    if departement:
        people = people.of_departement(departement)
    if state == PersonState.SUSPENDED:
        people = people.filter(is_active=False)
    elif state == PersonState.INVITED:
        people = people.active().filter(last_login=None)
    elif state == PersonState.ACTIVE:
        people = people.active().exclude(last_login=None)
    return people.order_by("full_name", "email")


def person_history(user_id: UUID) -> QuerySet[AuditEvent]:
    """The last acts about a person's account, newest first; signing in and out is left out."""
    kinds = ("user_created", "user_changed", "user_invited", "user_suspended", "user_reactivated")
    events = journal_entries().filter(subject_type="user", subject_id=str(user_id), kind__in=kinds)
    return events[:20]


def listed_desks(*, words: str = "", departement: str = "", state: str = "") -> QuerySet[Desk]:
    """Desks with `people_count`, by words, département and DeskState."""
    desks = Desk.objects.holding_words(words).select_related("departement")
    if departement:
        desks = desks.filter(departement=departement)
    if state == DeskState.OPEN:
        desks = desks.open()
    elif state == DeskState.CLOSED:
        desks = desks.filter(is_open=False)
    elif state == DeskState.LEFT_LIST:
        desks = desks.open().exclude(left_list_on=None)
    people = Count("people", filter=Q(people__is_active=True))
    return desks.annotate(people_count=people).order_by("departement", "name")


@dataclass(frozen=True, slots=True)
class DeskBelongings:
    """What hangs on a desk: its active people, and its local sheets that are alive."""

    people: list[User]
    sheets: list[SheetRevision]

    @property
    def is_empty(self) -> bool:
        return not self.people and not self.sheets


def desk_belongings(desk: Desk) -> DeskBelongings:
    """A sheet is shown by its last revision."""
    newest = SheetRevision.objects.filter(sheet=OuterRef("sheet")).order_by("-number")
    revisions = SheetRevision.objects.filter(
        sheet__in=Sheet.objects.alive().filter(desk=desk), pk=Subquery(newest.values("pk")[:1])
    )
    return DeskBelongings(
        people=list(desk.people.active()),
        sheets=list(revisions.select_related("sheet").defer("raw", "body", "related")),
    )
