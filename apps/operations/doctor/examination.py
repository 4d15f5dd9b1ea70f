"""The list of checks, and how they are run: a check that fails is a finding, never a traceback."""

from collections.abc import Iterator

from django.db import DatabaseError

from apps.operations.doctor import database, surroundings
from apps.operations.doctor.findings import Check, Finding, State, broken, to_see

DATABASE = Check("Base de données", database.reached, needs_database=False)
CHECKS = (
    Check("Réglages", surroundings.configuration, needs_database=False),
    DATABASE,
    Check("pgvector", database.vectors_extension),
    Check("Migrations", database.migrations),
    Check("Rôles de la base", database.roles),
    Check("Horloge", database.clock),
    Check("Masquage", surroundings.masking_loads, needs_database=False),
    Check("Recherche", database.search),
    Check("File des tâches", database.jobs),
    Check("Modèle de rédaction", surroundings.writing_model, needs_database=False),
    Check("Vecteurs", surroundings.embeddings, needs_database=False),
    Check("Reclassement", surroundings.rerank, needs_database=False),
    Check("Annonces", surroundings.channel_layer, needs_database=False),
    Check("Courriel", surroundings.mail, needs_database=False),
    Check("Disque", surroundings.disk, needs_database=False),
    Check("Sorties", surroundings.outbound, needs_database=False),
    Check("Journal d’audit", database.trail),
    Check("Conservation", database.retention),
    Check("Version évaluée", database.release),
)


def examine() -> Iterator[tuple[str, Finding]]:
    """Name and finding of each check, as they come."""
    has_database = True
    for check in CHECKS:
        if check.needs_database and not has_database:
            yield check.name, to_see("Non vérifié : la base ne répond pas.", "Voyez la base.")
            continue
        finding = _found(check)
        if check is DATABASE:
            has_database = finding.state is not State.BROKEN
        yield check.name, finding


def _found(check: Check) -> Finding:
    """The message of an error may hold an address with its password: only its kind is told."""
    try:
        return check.examine()
    except DatabaseError as error:
        return broken(
            f"La base refuse ou ne répond pas ({type(error).__name__}).",
            "Vérifiez DATABASE_URL, le serveur PostgreSQL et les migrations.",
        )
    except Exception as error:  # noqa: BLE001 - the other checks must still be made
        return broken(
            f"La vérification a échoué ({type(error).__name__}).", "Signalez-le avec la version."
        )
