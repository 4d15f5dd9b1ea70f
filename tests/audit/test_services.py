"""The chain of audit events."""

import pytest
from django.db import ProgrammingError, connection, transaction

from apps.audit.enums import EventKind
from apps.audit.models import AuditEvent
from apps.audit.services import GENESIS, append_event, canonical_json, event_hash

pytestmark = pytest.mark.django_db


def _append(subject: int) -> AuditEvent:
    return append_event(
        kind=EventKind.SIGNED_IN, actor_id=None, subject_type="user", subject_id=subject
    )


def test_each_event_is_chained_to_the_one_before() -> None:
    first, second = _append(1), _append(2)
    assert first.previous_hash == GENESIS
    assert (second.seq, second.previous_hash) == (first.seq + 1, first.hash)
    second.refresh_from_db()
    assert second.hash == event_hash(first.hash, second.seq, canonical_json(second))


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
