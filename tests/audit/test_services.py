"""The audit trail in the database."""

import json
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.core.management import CommandError, call_command
from django.db import ProgrammingError, connection, transaction

from apps.audit.chain import GENESIS
from apps.audit.enums import EventKind
from apps.audit.models import AuditEvent
from apps.audit.services import append_event, read_checkpoints, verify_trail, write_checkpoint

pytestmark = pytest.mark.django_db


def _append(subject: int) -> AuditEvent:
    return append_event(
        kind=EventKind.SIGNED_IN,
        actor_id=None,
        subject_type="user",
        subject_id=subject,
        payload={"é": [1, "deux"], "a": None},
    )


def test_each_event_is_chained_to_the_one_before() -> None:
    first, second = _append(1), _append(2)
    assert first.previous_hash == GENESIS
    assert (second.seq, second.previous_hash) == (first.seq + 1, first.hash)
    second.refresh_from_db()
    assert second.hash == second.as_link().computed_hash()
    assert verify_trail().ok


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_auditevent SET kind='x'",
        "DELETE FROM audit_auditevent",
        "TRUNCATE audit_auditevent",
    ],
)
def test_it_refuses_the_application_role_to_change_the_trail(statement: str) -> None:
    _append(1)
    with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_the_application_does_not_work_as_owner() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, rolsuper FROM pg_roles WHERE rolname = current_user")
        assert cursor.fetchone() == ("fs_app", False)


def test_checkpoints_are_signed_and_written_once_per_change(tmp_path: Path) -> None:
    key, path = Ed25519PrivateKey.generate(), tmp_path / "checkpoints.tsv"
    assert write_checkpoint(path=path, key=key) is None
    _append(1)
    written = write_checkpoint(path=path, key=key)
    assert write_checkpoint(path=path, key=key) is None
    assert read_checkpoints(path) == [written]
    assert verify_trail(checkpoints=path, key=key).ok
    other = verify_trail(checkpoints=path, key=Ed25519PrivateKey.generate())
    assert (other.ok, other.reason) == (False, "a checkpoint's signature is wrong")


def test_the_command_prints_its_contract(capsys: pytest.CaptureFixture[str]) -> None:
    _append(1)
    call_command("verify_audit", "--json")
    verdict = json.loads(capsys.readouterr().out)
    assert verdict == {"ok": True, "events": 1, "first_bad_seq": None, "reason": ""}


def test_the_command_refuses_a_missing_file_of_checkpoints(tmp_path: Path) -> None:
    with pytest.raises(CommandError) as refusal:
        call_command("verify_audit", checkpoints=tmp_path / "absent")
    assert refusal.value.returncode == 2
