"""Everybody lands on a page of their own."""

from collections.abc import Callable

import pytest
from django.test import Client

from apps.accounts.enums import Role
from apps.accounts.models import User
from tests.accounts.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("role", "home"),
    [
        (Role.SUPERVISOR, "/supervision/"),
        (Role.CURATOR, "/administration/"),
        (Role.ADMINISTRATOR, "/administration/utilisateurs/"),
    ],
)
def test_the_first_page_is_that_of_the_role(
    role: Role, home: str, client_of: Callable[[User], Client]
) -> None:
    response = client_of(UserFactory(roles=[role])).get("/")
    assert response["Location"] == home


def test_a_counsellor_starts_with_a_question(
    alice: User, client_of: Callable[[User], Client]
) -> None:
    assert client_of(alice).get("/").status_code == 200
