"""More supervisors, and an answer to review."""

import pytest

from apps.accounts.enums import Role
from apps.accounts.models import User
from apps.conversations.models import Answer
from tests.accounts.factories import UserFactory
from tests.conversations.factories import CitationFactory
from tests.reviews.factories import answer_of


def supervisor(name: str, **fields: object) -> User:
    values = {"roles": [Role.SUPERVISOR], "desk": None, "scope": ["23"], **fields}
    return UserFactory(email=f"{name}@example.org", full_name=name.capitalize(), **values)


@pytest.fixture
def fatou(gueret: object) -> User:
    """Another supervisor of the Creuse."""
    return supervisor("fatou")


@pytest.fixture
def gilles(gueret: object) -> User:
    """A third one."""
    return supervisor("gilles")


@pytest.fixture
def answer(alice: User) -> Answer:
    answer = answer_of(alice)
    CitationFactory(sentence__answer=answer)
    return answer
