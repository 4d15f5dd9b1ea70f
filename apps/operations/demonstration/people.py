"""The people and desks of the demonstration; refused in production."""

from dataclasses import dataclass, field

from apps.accounts.enums import Role
from apps.accounts.models import Departement, Desk, User
from apps.accounts.services import accept_terms, create_user
from apps.accounts.terms import current_version

PASSWORD = "demonstration-2026"  # noqa: S105 - printed at start, refused in production


@dataclass(frozen=True)
class Person:
    email: str
    name: str
    roles: tuple[Role, ...]
    job: str
    desk: str = ""
    scope: tuple[str, ...] = field(default=())


PEOPLE = (
    Person("alice@demo.example", "Alice Martin", (Role.COUNSELLOR,), "conseillère", "Guéret"),
    Person("bob@demo.example", "Karim Benali", (Role.SUPERVISOR,), "superviseur", scope=("23",)),
    Person(
        "fatou@demo.example",
        "Fatou Sarr",
        (Role.SUPERVISOR,),
        "seconde superviseuse",
        scope=("23",),
    ),
    Person("carole@demo.example", "Carole Nguyen", (Role.CURATOR,), "administratrice documentaire"),
    Person("chloe@demo.example", "Chloé Petit", (Role.CURATOR,), "seconde relectrice des fiches"),
    Person("david@demo.example", "David Lopez", (Role.COUNSELLOR,), "conseiller", "Tulle"),
    Person("nadia@demo.example", "Nadia Haddad", (Role.COUNSELLOR,), "nouvelle venue", "Guéret"),
    Person("emma@demo.example", "Emma Roche", (Role.ADMINISTRATOR,), "administratrice"),
)
NEWCOMER = "nadia@demo.example"
"""Has not accepted the terms of use: shows the first sign-in."""
DESKS = (("Guéret", "23", "Creuse"), ("Tulle", "19", "Corrèze"))


def create_people() -> list[User]:
    """Create whoever of the demonstration is missing; returns those created."""
    desks = {town: _desk(town, code, name) for town, code, name in DESKS}
    created = [
        create_user(
            email=person.email,
            full_name=person.name,
            password=PASSWORD,
            roles=list(person.roles),
            desk=desks.get(person.desk),
            scope=list(person.scope),
        )
        for person in PEOPLE
        if not User.objects.filter(email=person.email).exists()
    ]
    for user in created:
        if user.email != NEWCOMER:
            accept_terms(user=user, version=current_version())
    return created


def _desk(town: str, code: str, name: str) -> Desk:
    departement, _ = Departement.objects.get_or_create(code=code, defaults={"name": name})
    desk, _ = Desk.objects.get_or_create(
        external_id=f"demo-{town.lower()}",
        defaults={"name": f"France services {town}", "departement": departement, "town": town},
    )
    return desk
