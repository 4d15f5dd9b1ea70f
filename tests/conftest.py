"""Fixtures for all tests: the cast, their clients, the shared data."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connections
from django.test import Client
from django.test.utils import setup_databases, teardown_databases
from pytest_django import DjangoDbBlocker

from apps.accounts.enums import Role
from apps.accounts.models import Desk, User
from tests.accounts.factories import DepartementFactory, DeskFactory, UserFactory


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None,
    django_db_modify_db_settings: None,
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[None]:
    """Make the test database through its owner, whichever alias a test asks for."""
    with django_db_blocker.unblock():
        databases = setup_databases(verbosity=0, interactive=False)
    yield
    with django_db_blocker.unblock():
        connections.close_all()
        teardown_databases(databases, verbosity=0)


@pytest.fixture(autouse=True)
def no_job_outlives_its_test(
    request: pytest.FixtureRequest, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """Django empties the tables of its own models after a transactional test: not the queue's."""
    yield
    mark = request.node.get_closest_marker("django_db")
    if mark and mark.kwargs.get("transaction"):
        with django_db_blocker.unblock(), connections["maintenance"].cursor() as cursor:
            cursor.execute("TRUNCATE procrastinate_jobs, procrastinate_workers CASCADE")


@pytest.fixture
def gueret(db: None) -> Desk:
    return DeskFactory(external_id="gueret", name="France services Guéret")


@pytest.fixture
def tulle(db: None) -> Desk:
    departement = DepartementFactory(code="19", name="Corrèze")
    return DeskFactory(external_id="tulle", name="France services Tulle", departement=departement)


@pytest.fixture
def alice(gueret: Desk) -> User:
    """A counsellor in Guéret."""
    return UserFactory(email="alice@example.org", full_name="Alice Martin", desk=gueret)


@pytest.fixture
def bob(gueret: Desk) -> User:
    """The supervisor of the Creuse."""
    return UserFactory(
        email="bob@example.org",
        full_name="Bob Diallo",
        roles=[Role.SUPERVISOR],
        desk=None,
        scope=["23"],
    )


@pytest.fixture
def carole(db: None) -> User:
    """A curator."""
    return UserFactory(
        email="carole@example.org", full_name="Carole Nguyen", roles=[Role.CURATOR], desk=None
    )


@pytest.fixture
def david(tulle: Desk) -> User:
    """A counsellor from another desk, in another département."""
    return UserFactory(email="david@example.org", full_name="David Lopez", desk=tulle)


@pytest.fixture
def emma(db: None) -> User:
    """An administrator."""
    return UserFactory(
        email="emma@example.org", full_name="Emma Roche", roles=[Role.ADMINISTRATOR], desk=None
    )


@pytest.fixture
def client_of() -> Callable[[User], Client]:
    """A signed-in client for a person."""

    def make(user: User) -> Client:
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return make


@pytest.fixture(scope="session")
def shared_folder() -> Path:
    """The real sheets and evaluation sets; skips, saying so, where they are absent."""
    folder = Path(settings.SHARED_FOLDER)
    if not (folder / "data").is_dir():
        pytest.skip(f"the real sheets and evaluation sets are not at {folder}")
    return folder
