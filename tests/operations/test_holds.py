"""A hold keeps what is past its time: an exchange, or a whole kind; the page of both."""

from collections.abc import Callable, Iterator
from threading import Thread

import pytest
from django.db import connection, transaction
from django.test import Client

from apps.accounts.models import User
from apps.audit.enums import EventKind
from apps.audit.models import AuditEvent
from apps.conversations.models import (
    Conversation,
    Draft,
    Feedback,
)
from apps.operations import services
from apps.operations.adjustable import apply_values
from apps.operations.enums import RetentionKind
from apps.operations.models import RetentionHold
from tests.operations.retained import exchange, hold, purge
from tests.support.database import transactional

Clients = Callable[[User], Client]
PAGE = "/administration/parametres/conservation/"


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    yield
    apply_values({})


def test_a_held_exchange_stays_whole_until_the_hold_is_lifted(alice: User, emma: User) -> None:
    """O-05: the archivist's hold."""
    held, other = exchange(alice, 13), exchange(alice, 13)
    placed = hold(emma, exchange=held.pk)
    purged = purge()
    assert list(Conversation.objects.all()) == [held]
    assert (Draft.objects.count(), Feedback.objects.count()) == (1, 1)
    assert (purged[RetentionKind.EXCHANGES].removed, purged[RetentionKind.EXCHANGES].held) == (1, 1)
    assert other.pk != held.pk
    services.lift_hold(hold=placed, lifted_by=emma)
    purge()
    assert not Conversation.objects.exists()


@pytest.mark.parametrize(
    ("kind", "stays"),
    [
        (RetentionKind.EXCHANGES, (1, 1, 1)),
        (RetentionKind.DRAFTS, (1, 1, 0)),
        (RetentionKind.RATINGS, (1, 0, 1)),
        (RetentionKind.NOTICES, (0, 0, 0)),
    ],
)
def test_a_held_kind_stays_with_what_bears_it(
    alice: User, emma: User, kind: RetentionKind, stays: tuple[int, int, int]
) -> None:
    """O-05: what a held kind hangs on must not carry it away."""
    exchange(alice, 13)
    hold(emma, kind=kind)
    purge()
    counts = (Conversation.objects.count(), Draft.objects.count(), Feedback.objects.count())
    assert counts == stays


def test_a_hold_on_an_exchange_that_is_gone_or_held_already_is_refused(
    alice: User, emma: User
) -> None:
    conversation = exchange(alice, 1)
    hold(emma, exchange=conversation.pk)
    with pytest.raises(services.HoldRefused):
        hold(emma, exchange=conversation.pk)
    Conversation.objects.all().delete()
    RetentionHold.objects.all().delete()
    with pytest.raises(services.HoldRefused):
        hold(emma, exchange=conversation.pk)
    assert not RetentionHold.objects.exists()


def test_the_page_shows_periods_holds_and_runs_and_lifts_a_hold(
    alice: User, emma: User, client_of: Clients
) -> None:
    """O-05."""
    conversation = exchange(alice, 13)
    client = client_of(emma)
    address = f"https://assistant.example/echanges/{conversation.pk}/"
    data = {"kind": "", "exchange": address, "reason": "Demande de Mme Marie Durand"}
    assert client.post(PAGE, data).status_code == 302
    placed = RetentionHold.objects.get()
    assert (placed.exchange, "Durand" in placed.reason) == (conversation.pk, False)
    purge()
    html = client.get(PAGE).content.decode()
    assert str(conversation.pk) in html
    assert "12 mois" in html
    assert client.post(f"{PAGE}gels/{placed.pk}/lever/").status_code == 302
    placed.refresh_from_db()
    assert placed.lifted_by == emma
    kinds = [EventKind.HOLD_PLACED, EventKind.HOLD_LIFTED]
    assert AuditEvent.objects.filter(kind__in=kinds, actor_id=emma.pk).count() == 2


@pytest.mark.parametrize(
    "data",
    [
        {"kind": "", "exchange": "", "reason": "x"},
        {"kind": "drafts", "exchange": "0" * 8 + "-0000-4000-8000-" + "0" * 12, "reason": "x"},
        {"kind": "", "exchange": "0" * 8 + "-0000-4000-8000-" + "0" * 12, "reason": "x"},
        {"kind": "", "exchange": "abc", "reason": "x"},
        {"kind": "secrets", "exchange": "", "reason": "x"},
        {"kind": "drafts", "exchange": "", "reason": ""},
    ],
)
def test_the_page_refuses_a_hold_that_holds_nothing(
    emma: User, client_of: Clients, data: dict[str, str]
) -> None:
    response = client_of(emma).post(PAGE, data)
    assert response.status_code == 422
    assert "fr-error-text" in response.content.decode()
    assert not RetentionHold.objects.exists()


@transactional
def test_a_hold_that_comes_during_a_removal_is_refused_or_keeps_the_exchange(
    alice: User, emma: User
) -> None:
    """Never both: held, and gone."""
    conversation = exchange(alice, 13)
    answers: list[str] = []

    def place() -> None:
        try:
            hold(emma, exchange=conversation.pk)
            answers.append("held")
        except services.HoldRefused:
            answers.append("gone")
        finally:
            connection.close()

    with transaction.atomic():
        Conversation.objects.select_for_update().get(pk=conversation.pk)  # as a batch does
        other = Thread(target=place)
        other.start()
        other.join(timeout=0.5)
        assert answers == []  # it waits for the batch
        conversation.delete()
    other.join(timeout=10)
    assert (answers, RetentionHold.objects.count()) == (["gone"], 0)
