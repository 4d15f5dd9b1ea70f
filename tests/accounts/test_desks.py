"""Desks: imported from the national list, closed once nothing hangs on them."""

import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from apps.accounts.models import Departement, Desk, User
from apps.accounts.services import DeskInUse, DeskRefusal, close_desk, import_desks, move_people
from apps.accounts.services.desks import COLUMNS
from apps.audit.enums import EventKind
from apps.audit.models import AuditEvent

HEAD = ",".join(COLUMNS)


def _file(*lines: str) -> bytes:
    return "\n".join([HEAD, *lines]).encode()


LILLE = "900,59,France services Lille,1 rue de la Paix,59000,Lille,03 20 00 00 00"
LENS = "901,62,France services Lens,2 rue Neuve,62300,Lens,"


def test_it_creates_desks_with_their_departements(emma: User) -> None:
    report = import_desks(content=_file(LILLE, LENS), imported_by=emma)
    assert (report.created, report.refused) == (2, [])
    lille = Desk.objects.get(external_id="900")
    assert (lille.departement.name, lille.address) == ("Nord", "1 rue de la Paix, 59000 Lille")
    assert AuditEvent.objects.get(kind=EventKind.DESKS_IMPORTED).actor_id == emma.pk


def test_the_same_file_again_changes_nothing(emma: User) -> None:
    import_desks(content=_file(LILLE), imported_by=emma)
    report = import_desks(content=_file(LILLE.replace("1 rue", "3 rue"), LENS), imported_by=emma)
    assert (report.created, report.updated, report.unchanged) == (1, 1, 0)
    report = import_desks(content=_file(LILLE.replace("1 rue", "3 rue"), LENS), imported_by=emma)
    assert (report.created, report.updated, report.unchanged) == (0, 0, 2)


def test_each_refused_line_is_told_with_its_reason(emma: User) -> None:
    """A-13: bad lines are refused, good ones are taken."""
    unknown = "902,999,France services Nulle part,,00000,Nulle part,"
    nameless = "903,23,,,23000,Guéret,"
    report = import_desks(content=_file(LILLE, unknown, nameless, LILLE), imported_by=emma)
    assert [line for line, _ in report.refused] == [3, 4, 5]
    assert "999" in report.refused[0][1]
    assert report.created == 1
    assert Desk.objects.count() == 1


@pytest.mark.parametrize(
    "content", [b"", b"\xff\xfe\x00", b"a,b\n1,2", _file('904,59,"open'), _file()]
)
def test_it_refuses_what_is_no_list_of_desks(emma: User, content: bytes) -> None:
    with pytest.raises(DeskRefusal):
        import_desks(content=content, imported_by=emma)
    assert not Desk.objects.exists()
    assert not AuditEvent.objects.exists()


def test_a_desk_that_left_the_list_is_marked_not_closed(emma: User) -> None:
    many = [f"{n},59,France services {n},,59000,Lille," for n in range(910, 930)]
    import_desks(content=_file(*many, LENS), imported_by=emma)
    report = import_desks(content=_file(*many), imported_by=emma)
    lens = Desk.objects.get(external_id="901")
    assert (report.missing, report.is_partial) == (1, False)
    assert lens.is_open
    assert lens.left_list_on is not None


def test_a_partial_file_marks_nothing(emma: User) -> None:
    import_desks(content=_file(LILLE, LENS), imported_by=emma)
    report = import_desks(content=_file(LILLE), imported_by=emma)
    assert report.is_partial
    assert not Desk.objects.exclude(left_list_on=None).exists()


def test_a_desk_made_by_hand_is_never_missing(emma: User, gueret: Desk) -> None:
    report = import_desks(content=_file(LILLE), imported_by=emma)
    assert report.missing == 0


def test_a_desk_closes_once_nobody_works_there(
    emma: User, alice: User, gueret: Desk, tulle: Desk
) -> None:
    with pytest.raises(DeskInUse):
        close_desk(desk=gueret, closed_by=emma)
    assert move_people(desk=gueret, to=tulle, moved_by=emma) == 1
    close_desk(desk=gueret, closed_by=emma)
    alice.refresh_from_db()
    gueret.refresh_from_db()
    assert (alice.desk, gueret.is_open) == (tulle, False)


def test_nobody_is_moved_to_a_closed_desk(
    emma: User, alice: User, gueret: Desk, tulle: Desk
) -> None:
    Desk.objects.filter(pk=tulle.pk).update(is_open=False)
    tulle.refresh_from_db()
    with pytest.raises(DeskInUse):
        move_people(desk=gueret, to=tulle, moved_by=emma)


def test_the_command_says_what_it_did(db: None, tmp_path: Path, capsys) -> None:
    path = tmp_path / "desks.csv"
    path.write_bytes(_file(LILLE, "x,59,,,,,"))
    call_command("import_desks", str(path), "--json")
    said = json.loads(capsys.readouterr().out)
    assert (said["created"], said["refused"][0]["line"]) == (1, 3)
    with pytest.raises(CommandError) as refusal:
        call_command("import_desks", str(tmp_path / "nothing.csv"))
    assert refusal.value.returncode == 2


@pytest.mark.shared_data
def test_it_imports_the_national_list(db: None, shared_folder: Path) -> None:
    """A-13: `desks-20240801.csv`, 2,845 desks in 101 départements."""
    content = (shared_folder / "data" / "desks-20240801.csv").read_bytes()
    report = import_desks(content=content, imported_by=None)
    assert (report.created, report.refused) == (2845, [])
    assert Departement.objects.count() == 102
