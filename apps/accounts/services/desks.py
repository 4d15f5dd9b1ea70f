"""Changes to desks: imported from the national list, closed, reopened, their people moved."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.departements import departement_names
from apps.accounts.models import Departement, Desk, User
from apps.audit.enums import EventKind
from apps.audit.services import append_event

COLUMNS = ("id_fs", "insee_dep", "lib_fs", "adresse", "code_postal", "lib_com", "telephone")
_UPDATED = ["name", "departement_id", "town", "address", "phone", "is_listed", "left_list_on"]
_LONGEST = {"lib_fs": 200, "lib_com": 100, "telephone": 60}
# A file that lacks more than a tenth of the known desks is a part of the list, not the list.
_MOST_MISSING = 0.1


class DeskRefusal(Exception):
    """A file of desks cannot be read; the message says why."""


class DeskInUse(Exception):
    """People or local sheets still hang on a desk; the message says so."""


@dataclass(slots=True)
class DesksReport:
    """What an import did. `refused`: (line of the file, reason). `missing`: open desks that the
    file no longer lists."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    missing: int = 0
    is_partial: bool = False
    refused: list[tuple[int, str]] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        refused = [{"line": line, "reason": reason} for line, reason in self.refused]
        return {
            "created": self.created,
            "updated": self.updated,
            "unchanged": self.unchanged,
            "missing": self.missing,
            "partial": self.is_partial,
            "refused": refused,
        }


@transaction.atomic
def import_desks(*, content: bytes, imported_by: User | None) -> DesksReport:
    """Create and update desks from the national CSV list (columns `COLUMNS`, UTF-8).

    Each line is taken whole or refused. A desk that the list no longer holds is marked, never
    closed: closing needs a decision on its people and sheets. Raises DeskRefusal.
    """
    report = DesksReport()
    known = {desk.external_id: desk for desk in Desk.objects.all()}
    read: dict[str, Desk] = {}
    for line, values in _rows(content):
        reason = _reason_to_refuse(values, read)
        if reason:
            report.refused.append((line, reason))
            continue
        number = values["id_fs"]
        desk = known.get(number) or Desk(external_id=number)
        before = _facts(desk)
        _fill(desk, values)
        read[number] = desk
        if number not in known:
            report.created += 1
        elif _facts(desk) == before:
            report.unchanged += 1
        else:
            report.updated += 1
    if not read:
        raise DeskRefusal(_("No line of this file is a desk."))
    _save(read, known, report)
    append_event(
        kind=EventKind.DESKS_IMPORTED,
        actor_id=imported_by.pk if imported_by else None,
        subject_type="desks",
        subject_id=len(read),
        payload=report.as_json() | {"refused": len(report.refused)},
    )
    return report


@transaction.atomic
def close_desk(*, desk: Desk, closed_by: User) -> Desk:
    """Close a desk that nobody works at. Raises DeskInUse while an active person does."""
    desk = Desk.objects.select_for_update().get(pk=desk.pk)
    if desk.people.active().exists():
        raise DeskInUse(_("People still work at this desk: move or suspend them first."))
    desk.is_open = False
    desk.save(update_fields=["is_open"])
    _record(EventKind.DESK_CLOSED, desk, closed_by)
    return desk


@transaction.atomic
def reopen_desk(*, desk: Desk, reopened_by: User) -> Desk:
    """Let people work at a desk again."""
    desk = Desk.objects.select_for_update().get(pk=desk.pk)
    desk.is_open = True
    desk.save(update_fields=["is_open"])
    _record(EventKind.DESK_REOPENED, desk, reopened_by)
    return desk


@transaction.atomic
def move_people(*, desk: Desk, to: Desk, moved_by: User) -> int:
    """Have everybody of a desk work at another; returns how many. Raises DeskInUse if closed."""
    if not to.is_open or to.pk == desk.pk:
        raise DeskInUse(_("Choose another desk, that is open."))
    people = list(desk.people.select_for_update())
    User.objects.filter(pk__in=[person.pk for person in people]).update(desk=to)
    _record(EventKind.PEOPLE_MOVED, desk, moved_by, {"to": to.external_id, "count": len(people)})
    return len(people)


def _rows(content: bytes) -> Iterator[tuple[int, dict[str, str]]]:
    """(line of the file, values by column). Raises DeskRefusal."""
    try:
        reader = csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True)
        missing = [name for name in COLUMNS if name not in (reader.fieldnames or ())]
        if missing:
            raise DeskRefusal(_("These columns are missing: %s.") % ", ".join(missing))
        for row in reader:
            yield reader.line_num, {name: (row[name] or "").strip() for name in COLUMNS}
    except UnicodeDecodeError as error:
        raise DeskRefusal(_("This file is not text in UTF-8.")) from error
    except csv.Error as error:
        raise DeskRefusal(
            _("Line %(line)d cannot be read as CSV.") % {"line": reader.line_num}
        ) from error


def _reason_to_refuse(values: dict[str, str], read: dict[str, Desk]) -> str:
    if not values["id_fs"] or len(values["id_fs"]) > 20:
        return _("The number of the desk (id_fs) is missing or too long.")
    if values["id_fs"] in read:
        return _("The desk %s stands in the file twice.") % values["id_fs"]
    if not values["lib_fs"]:
        return _("The name (lib_fs) is missing.")
    if values["insee_dep"] not in departement_names():
        return _("The département “%s” is unknown.") % values["insee_dep"]
    for column, longest in _LONGEST.items():
        if len(values[column]) > longest:
            return _("The column %s is too long.") % column
    if "\x00" in "".join(values.values()):
        return _("The line holds a character that is not text.")
    return ""


def _facts(desk: Desk) -> list[object]:
    return [getattr(desk, name) for name in _UPDATED]


def _fill(desk: Desk, values: dict[str, str]) -> None:
    place = f"{values['code_postal']} {values['lib_com']}".strip()
    address = ", ".join(part for part in (values["adresse"], place) if part)
    desk.name = values["lib_fs"]
    desk.departement_id = values["insee_dep"]
    desk.town = values["lib_com"]
    desk.address = address[:300]
    desk.phone = values["telephone"]
    desk.is_listed, desk.left_list_on = True, None


def _save(read: dict[str, Desk], known: dict[str, Desk], report: DesksReport) -> None:
    names = departement_names()
    codes = {desk.departement_id for desk in read.values()}
    Departement.objects.bulk_create(
        [Departement(code=code, name=names[code]) for code in sorted(codes)],
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["name"],
    )
    new = [desk for desk in read.values() if desk.external_id not in known]
    Desk.objects.bulk_create(new)
    kept = [desk for desk in read.values() if desk.external_id in known]
    Desk.objects.bulk_update(kept, [name.removesuffix("_id") for name in _UPDATED], 500)
    listed = [desk for desk in known.values() if desk.is_listed and desk.is_open]
    gone = [desk for desk in listed if desk.external_id not in read]
    report.is_partial = len(gone) > _MOST_MISSING * len(listed)
    report.missing = len(gone)
    if not report.is_partial:
        left = Desk.objects.filter(pk__in=[desk.pk for desk in gone])
        left.update(is_listed=False, left_list_on=timezone.localdate())


def _record(
    kind: EventKind, desk: Desk, actor: User, payload: dict[str, Any] | None = None
) -> None:
    append_event(
        kind=kind,
        actor_id=actor.pk,
        subject_type="desk",
        subject_id=desk.pk,
        payload={"desk": desk.external_id} | (payload or {}),
    )
