"""Who is at work in the season: desks, counsellors, supervisors; the same for the same numbers."""

from dataclasses import dataclass

from apps.accounts.departements import departement_names
from apps.accounts.enums import Role
from apps.accounts.models import Departement, Desk, User
from apps.accounts.services import accept_terms, create_user
from apps.accounts.terms import current_version
from apps.operations.demonstration.people import PASSWORD

DEPARTEMENTS = ("22", "23", "31", "33", "35", "44", "59", "67")


@dataclass(frozen=True, slots=True)
class Cast:
    counsellors: list[User]
    supervisors: list[User]


def create_cast(*, desks: int, counsellors: int) -> Cast:
    """Desks spread over the départements, counsellors over the desks; three national supervisors,
    so that an answer can always get a second and a third review."""
    places = [_desk(number) for number in range(desks)]
    return Cast(
        counsellors=[
            _person(f"conseil{number}", [Role.COUNSELLOR], desk=places[number % desks])
            for number in range(counsellors)
        ],
        supervisors=[
            _person(f"supervision{number}", [Role.SUPERVISOR], is_national=True)
            for number in range(3)
        ],
    )


def _desk(number: int) -> Desk:
    code = DEPARTEMENTS[number % len(DEPARTEMENTS)]
    names = {"name": departement_names()[code]}
    departement, _ = Departement.objects.get_or_create(code=code, defaults=names)
    desk, _ = Desk.objects.get_or_create(
        external_id=f"saison-{number}",
        defaults={"name": f"France services n° {number + 1}", "departement": departement},
    )
    return desk


def _person(
    name: str, roles: list[Role], *, desk: Desk | None = None, is_national: bool = False
) -> User:
    email = f"{name}@saison.example"
    known = User.objects.filter(email=email).first()
    if known:
        return known
    user = create_user(
        email=email,
        full_name=name.capitalize(),
        # Nobody signs in as a counsellor of the season; supervisors look at the figures.
        password=PASSWORD if is_national else None,
        roles=roles,
        desk=desk,
        is_national=is_national,
    )
    accept_terms(user=user, version=current_version())
    return user
