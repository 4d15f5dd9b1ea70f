"""The inbox: what waits is counted in the header of every page, until it was read."""

from collections.abc import Callable

import pytest
from django.test import Client

from apps.accounts.models import User
from apps.notices.models import NoticeKind
from apps.notices.services import mark_read, notify

pytestmark = pytest.mark.django_db


def test_the_header_counts_what_was_not_read_and_nobody_elses(
    client_of: Callable[[User], Client], alice: User, david: User
) -> None:
    """X-09."""
    client = client_of(alice)
    assert "fs-header__unread" not in client.get("/").content.decode()
    kind = next(iter(NoticeKind))
    first = notify(recipient=alice, kind=kind, title="Fiche corrigée")
    notify(recipient=alice, kind=kind, title="Réponse rappelée")
    notify(recipient=david, kind=kind, title="Pour un autre")
    assert "2 avis non lus" in client.get("/").content.decode()
    mark_read(notice=first)
    assert "1 avis non lu<" in client.get("/fiches/").content.decode()
