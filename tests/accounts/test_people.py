"""People: invited, changed, suspended; each act audited, in force at once."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from apps.accounts.adapters import SocialAccountAdapter
from apps.accounts.enums import Role
from apps.accounts.models import User
from apps.accounts.services import (
    EmailTaken,
    OwnRights,
    PersonFacts,
    change_person,
    invite_person,
    reactivate_person,
    suspend_person,
)
from apps.audit.enums import EventKind
from apps.audit.models import AuditEvent

Clients = Callable[[User], Client]
COUNSELLOR = PersonFacts("Nina Faure", (Role.COUNSELLOR,))


def _jobs() -> list[dict[str, str]]:
    jobs = ProcrastinateJob.objects.filter(task_name="conversations.check_sockets")
    return list(jobs.values_list("args", flat=True))


def test_an_invited_person_has_no_password(emma: User) -> None:
    """A-13."""
    nina = invite_person(facts=COUNSELLOR, email="Nina@Example.org", invited_by=emma)
    assert (nina.email, nina.has_usable_password(), nina.roles) == (
        "nina@example.org",
        False,
        ["counsellor"],
    )
    event = AuditEvent.objects.get(kind=EventKind.USER_CREATED)
    assert (event.actor_id, event.subject_id) == (emma.pk, str(nina.pk))


def test_it_refuses_an_address_that_is_known(emma: User, alice: User) -> None:
    with pytest.raises(EmailTaken):
        invite_person(facts=COUNSELLOR, email="ALICE@example.org", invited_by=emma)


def test_a_change_is_audited_with_what_was_before(emma: User, alice: User) -> None:
    facts = PersonFacts("Alice Martin", (Role.SUPERVISOR,), scope=("23",))
    change_person(user=alice, facts=facts, changed_by=emma)
    alice.refresh_from_db()
    assert (alice.roles, alice.desk, alice.scope) == (["supervisor"], None, ["23"])
    payload = AuditEvent.objects.get(kind=EventKind.USER_CHANGED).payload
    assert payload["before"]["desk"] == "gueret"
    assert payload["after"]["roles"] == ["supervisor"]


def test_a_lost_role_closes_its_pages_at_the_next_request(
    emma: User, alice: User, client_of: Clients
) -> None:
    client = client_of(alice)
    assert client.get("/").status_code == 200
    change_person(user=alice, facts=PersonFacts("Alice", (Role.CURATOR,)), changed_by=emma)
    assert client.get("/echanges/").status_code == 403
    assert _jobs() == [{"user_id": str(alice.pk)}]


def test_suspending_ends_every_session_and_wakes_the_sockets(
    emma: User, alice: User, client_of: Clients
) -> None:
    """A-13."""
    first, second = client_of(alice), client_of(alice)
    suspend_person(user=alice, suspended_by=emma)
    for client in (first, second):
        assert "/compte/login/" in client.get("/")["Location"]
    assert _jobs() == [{"user_id": str(alice.pk)}]
    assert AuditEvent.objects.filter(kind=EventKind.USER_SUSPENDED).count() == 1


def test_sessions_from_before_stay_over_once_reactivated(
    emma: User, alice: User, client_of: Clients
) -> None:
    client = client_of(alice)
    suspend_person(user=alice, suspended_by=emma)
    reactivate_person(user=alice, reactivated_by=emma)
    assert "/compte/login/" in client.get("/")["Location"]
    alice.refresh_from_db()
    assert client_of(alice).get("/").status_code == 200


def test_nobody_shuts_themselves_out(emma: User) -> None:
    with pytest.raises(OwnRights):
        suspend_person(user=emma, suspended_by=emma)
    with pytest.raises(OwnRights):
        change_person(user=emma, facts=COUNSELLOR, changed_by=emma)
    emma.refresh_from_db()
    assert (emma.is_active, emma.roles) == (True, ["administrator"])


def test_an_identity_provider_opens_no_account(db: None) -> None:
    """A-13: roles never come from its claims; it may only sign in somebody who was invited."""
    claims = {"roles": ["administrator"], "email": "eve@example.org"}
    assert not SocialAccountAdapter().is_open_for_signup(None, claims)  # type: ignore[arg-type]


def test_a_refused_change_leaves_no_trace(emma: User, alice: User) -> None:
    with pytest.raises(EmailTaken):
        invite_person(facts=COUNSELLOR, email=alice.email, invited_by=emma)
    assert not connection.needs_rollback
    assert not AuditEvent.objects.exists()
