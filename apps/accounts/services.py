"""Changes to people: each with its audit event."""

from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.enums import Role
from apps.accounts.models import Desk, User
from apps.audit.enums import EventKind
from apps.audit.services import append_event


class EmailTaken(Exception):
    """Somebody already has this address."""


@transaction.atomic
def create_user(
    *,
    email: str,
    full_name: str,
    password: str,
    roles: list[Role],
    desk: Desk | None = None,
    scope: list[str] | None = None,
    is_national: bool = False,
    created_by: User | None = None,
) -> User:
    """Create a person with a verified address.

    Raises ValidationError for a malformed address, EmailTaken for a known one.
    """
    validate_email(email)
    if User.objects.filter(email__iexact=email).exists():
        raise EmailTaken(_("This e-mail address is already used."))
    user = User.objects.create_user(
        email,
        password,
        full_name=full_name,
        roles=[role.value for role in roles],
        desk=desk,
        scope=scope or [],
        is_national=is_national,
    )
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    append_event(
        kind=EventKind.USER_CREATED,
        actor_id=created_by.pk if created_by else None,
        subject_type="user",
        subject_id=user.pk,
        payload={"roles": user.roles, "desk": desk.external_id if desk else ""},
    )
    return user


@transaction.atomic
def change_roles(*, user: User, roles: list[Role], changed_by: User) -> None:
    """Give a person these roles and no others.

    Raises ValidationError when an administrator would drop their own right to administer.
    """
    if user.pk == changed_by.pk and Role.ADMINISTRATOR not in roles:
        raise ValidationError(_("You cannot take away your own administrator role."))
    before, user.roles = user.roles, [role.value for role in roles]
    user.save(update_fields=["roles"])
    append_event(
        kind=EventKind.USER_CHANGED,
        actor_id=changed_by.pk,
        subject_type="user",
        subject_id=user.pk,
        payload={"roles_before": before, "roles": user.roles},
    )


@transaction.atomic
def accept_terms(*, user: User, version: str) -> None:
    """Record that a person accepted the rules of use, in this version."""
    user.accepted_terms_version = version
    user.accepted_terms_at = timezone.now()
    user.save(update_fields=["accepted_terms_version", "accepted_terms_at"])
    append_event(
        kind=EventKind.TERMS_ACCEPTED,
        actor_id=user.pk,
        subject_type="user",
        subject_id=user.pk,
        payload={"version": version},
    )
