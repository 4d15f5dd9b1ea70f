"""Changes to people: invited, changed, suspended, forgotten."""

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from apps.accounts.display import Display
from apps.accounts.enums import Role
from apps.accounts.models import Desk, User
from apps.audit.enums import EventKind
from apps.audit.services import append_event

SOCKETS_TASK = "conversations.check_sockets"


class EmailTaken(Exception):
    """Somebody already has this address."""


class OwnRights(Exception):
    """An administrator would shut themselves out; the message says how."""


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """What an administrator says of a person. `scope`: codes of départements."""

    full_name: str
    roles: tuple[Role, ...]
    desk: Desk | None = None
    scope: tuple[str, ...] = ()
    is_national: bool = False


@transaction.atomic
def create_user(
    *,
    email: str,
    full_name: str,
    password: str | None,
    roles: list[Role],
    desk: Desk | None = None,
    scope: list[str] | None = None,
    is_national: bool = False,
    created_by: User | None = None,
) -> User:
    """Create a person with a verified address; without a password, nobody can sign in as them.

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
def invite_person(*, facts: PersonFacts, email: str, invited_by: User) -> User:
    """Create a person without a password: they choose it behind the link that they are sent.

    Raises ValidationError for a malformed address, EmailTaken for a known one.
    """
    return create_user(
        email=email,
        full_name=facts.full_name,
        password=None,
        roles=list(facts.roles),
        desk=facts.desk,
        scope=list(facts.scope),
        is_national=facts.is_national,
        created_by=invited_by,
    )


@transaction.atomic
def renew_invitation(*, user: User, renewed_by: User) -> None:
    """Record that an administrator made a new link to choose a password.

    Whatever password there was no longer opens the account, and open sessions end.
    """
    user = _locked(user)
    user.set_unusable_password()
    _end_sessions(user)
    user.save(update_fields=["password", "sessions_ended_at"])
    _record(EventKind.USER_INVITED, user, renewed_by)


@transaction.atomic
def change_person(*, user: User, facts: PersonFacts, changed_by: User) -> User:
    """Give a person this name, these roles and no others, this desk and this scope.

    Takes effect at the next request; open sockets are told to look. Raises OwnRights when an
    administrator would drop their own right to administer.
    """
    user = _locked(user)
    if user.pk == changed_by.pk and Role.ADMINISTRATOR not in facts.roles:
        raise OwnRights(_("You cannot take away your own administrator role."))
    before = _rights(user)
    user.full_name = facts.full_name
    user.roles = [role.value for role in facts.roles]
    user.desk, user.scope, user.is_national = facts.desk, list(facts.scope), facts.is_national
    user.save(update_fields=["full_name", "roles", "desk", "scope", "is_national"])
    _tell_sockets(user)
    _record(EventKind.USER_CHANGED, user, changed_by, {"before": before, "after": _rights(user)})
    return user


@transaction.atomic
def suspend_person(*, user: User, suspended_by: User) -> User:
    """Shut a person out: every session and socket of theirs ends at once. Raises OwnRights."""
    user = _locked(user)
    if user.pk == suspended_by.pk:
        raise OwnRights(_("You cannot suspend yourself."))
    user.is_active = False
    _end_sessions(user)
    user.save(update_fields=["is_active", "sessions_ended_at"])
    _record(EventKind.USER_SUSPENDED, user, suspended_by)
    return user


@transaction.atomic
def reactivate_person(*, user: User, reactivated_by: User) -> User:
    """Let a person sign in again; sessions from before stay over."""
    user = _locked(user)
    user.is_active = True
    user.save(update_fields=["is_active"])
    _record(EventKind.USER_REACTIVATED, user, reactivated_by)
    return user


@transaction.atomic
def forget_account(*, user: User, payload: dict[str, Any]) -> User:
    """Take name, address, rights and every means of sign-in from an account, for good.

    The row stays, since acts and texts hang on it; nothing in it leads to anybody. `payload`: what
    was erased beside it, in numbers.
    """
    user = _locked(user)
    EmailAddress.objects.filter(user=user).delete()
    Authenticator.objects.filter(user=user).delete()
    SocialAccount.objects.filter(user=user).delete()
    user.email, user.full_name = f"{uuid4().hex}@compte-efface.invalid", _("Erased account")
    user.roles, user.scope, user.desk, user.is_national = [], [], None, False
    user.preferences, user.accepted_terms_version, user.accepted_terms_at = {}, "", None
    user.is_active, user.last_login = False, None
    user.set_unusable_password()
    _end_sessions(user)
    user.save()
    append_event(
        kind=EventKind.PERSON_ERASED,
        actor_id=None,
        subject_type="user",
        subject_id=user.pk,
        payload=payload,
    )
    return user


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


def set_display(*, user: User, display: Display) -> None:
    """Keep how a person wants the pages.

    It leaves no audit event: it proves nothing, and it may tell of a disability.
    """
    user.preferences = display.to_json()
    user.save(update_fields=["preferences"])


def _locked(user: User) -> User:
    return User.objects.select_for_update(of=("self",)).select_related("desk").get(pk=user.pk)


def _end_sessions(user: User) -> None:
    """The moment is part of what a session is checked against (`User._get_session_auth_hash`)."""
    user.sessions_ended_at = timezone.now()
    _tell_sockets(user)


def _tell_sockets(user: User) -> None:
    app.configure_task(SOCKETS_TASK, allow_unknown=True).defer(user_id=str(user.pk))


def _rights(user: User) -> dict[str, Any]:
    return {
        "roles": user.roles,
        "desk": user.desk.external_id if user.desk else "",
        "scope": user.scope,
        "is_national": user.is_national,
    }


def _record(
    kind: EventKind, user: User, actor: User, payload: dict[str, Any] | None = None
) -> None:
    append_event(
        kind=kind, actor_id=actor.pk, subject_type="user", subject_id=user.pk, payload=payload
    )
