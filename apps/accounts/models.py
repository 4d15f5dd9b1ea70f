"""Who uses the service: people, their roles, their desks and départements."""

import uuid
from typing import Any, ClassVar, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from apps.accounts.display import Display
from apps.accounts.enums import Role


class Departement(models.Model):
    """A French département; the smallest unit for which figures are published."""

    code = models.CharField(max_length=3, primary_key=True)
    name = models.CharField(max_length=60)

    class Meta:
        ordering = ("code",)

    def __str__(self) -> str:
        return f"{self.name} ({self.code})"


class DeskQuerySet(models.QuerySet["Desk"]):
    def open(self) -> Self:
        return self.filter(is_open=True)

    def holding_words(self, words: str) -> Self:
        """Those whose name, town, département or number holds each of the words."""
        found = self
        for word in words.split():
            found = found.filter(
                models.Q(name__icontains=word)
                | models.Q(town__icontains=word)
                | models.Q(departement__name__icontains=word)
                | models.Q(departement__code__iexact=word)
                | models.Q(external_id__iexact=word)
            )
        return found


class Desk(models.Model):
    """An espace France services."""

    external_id = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=200)
    departement = models.ForeignKey(Departement, on_delete=models.PROTECT, related_name="desks")
    town = models.CharField(max_length=100, blank=True)
    address = models.CharField(max_length=300, blank=True)
    phone = models.CharField(max_length=60, blank=True)
    is_open = models.BooleanField(default=True)
    is_listed = models.BooleanField(default=False)  # in the national list, as last imported
    left_list_on = models.DateField(null=True, blank=True)

    objects = DeskQuerySet.as_manager()

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class UserQuerySet(models.QuerySet["User"]):
    def active(self) -> Self:
        return self.filter(is_active=True)

    def holding(self, role: Role) -> Self:
        return self.filter(roles__contains=[role])

    def named(self, words: str) -> Self:
        """Those whose name or address holds each of the words."""
        found = self
        for word in words.split():
            found = found.filter(
                models.Q(full_name__icontains=word) | models.Q(email__icontains=word)
            )
        return found

    def of_departement(self, code: str) -> Self:
        """Those who work there, or whose scope holds it."""
        return self.filter(models.Q(desk__departement=code) | models.Q(scope__contains=[code]))

    def colleagues_of(self, user: "User") -> Self:
        """The other counsellors of the desk, at work."""
        at_desk = self.active().holding(Role.COUNSELLOR).filter(desk__isnull=False, desk=user.desk)
        return at_desk.exclude(pk=user.pk)

    def supervising(self, departement_code: str) -> Self:
        return self.holding(Role.SUPERVISOR).filter(
            models.Q(is_national=True) | models.Q(scope__contains=[departement_code])
        )


class UserManager(BaseUserManager["User"]):
    def get_queryset(self) -> UserQuerySet:
        return UserQuerySet(self.model, using=self._db)

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)


class User(AbstractBaseUser):
    """A member of staff. Signs in by e-mail; what they may do hangs on `roles` alone."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(_("e-mail address"), unique=True)
    full_name = models.CharField(_("name"), max_length=150)
    roles = ArrayField(models.CharField(max_length=20, choices=Role.choices), default=list)
    desk = models.ForeignKey(
        Desk, null=True, blank=True, on_delete=models.PROTECT, related_name="people"
    )
    scope = ArrayField(models.CharField(max_length=3), default=list, blank=True)
    is_national = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    sessions_ended_at = models.DateTimeField(null=True, blank=True)
    accepted_terms_version = models.CharField(max_length=20, blank=True)
    accepted_terms_at = models.DateTimeField(null=True, blank=True)
    preferences = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["full_name"]

    objects = UserManager.from_queryset(UserQuerySet)()

    class Meta:
        ordering = ("full_name",)

    def __str__(self) -> str:
        return self.full_name or self.email

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """What each session is checked against: the password, and when sessions were last ended."""
        ended = self.sessions_ended_at.isoformat() if self.sessions_ended_at else ""
        return salted_hmac(
            "accounts.User.session", f"{self.password}{ended}", secret=secret, algorithm="sha256"
        ).hexdigest()

    @property
    def was_invited_only(self) -> bool:
        """They have not signed in yet."""
        return self.last_login is None

    def has_role(self, *roles: Role) -> bool:
        return any(role in self.roles for role in roles)

    @property
    def display(self) -> Display:
        return Display.from_json(self.preferences)

    @property
    def is_counsellor(self) -> bool:
        return self.has_role(Role.COUNSELLOR)

    @property
    def is_supervisor(self) -> bool:
        return self.has_role(Role.SUPERVISOR)

    @property
    def is_curator(self) -> bool:
        return self.has_role(Role.CURATOR)

    @property
    def is_administrator(self) -> bool:
        return self.has_role(Role.ADMINISTRATOR)
