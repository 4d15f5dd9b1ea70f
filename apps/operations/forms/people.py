"""Forms of people and desks: they check shapes; services check rules."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from apps.accounts.departements import departement_choices, departement_names
from apps.accounts.enums import Role
from apps.accounts.models import Desk, User
from apps.accounts.services import PersonFacts
from apps.operations.enums import DeskState, PersonState

_NUMBER = re.compile(r"\(([^()]+)\)\s*\Z")
_LARGEST_LIST = 5_000_000
_SUGGESTED = 5


class DeskField(forms.CharField):
    """An open desk, by its number, by "name (number)", or by words that only it holds."""

    def __init__(self, **options: Any) -> None:
        super().__init__(label=_("Desk"), max_length=260, **options)

    def clean(self, value: Any) -> Desk | None:
        text = super().clean(value)
        if not text:
            return None
        match = _NUMBER.search(text)
        by_number = Desk.objects.open().filter(external_id=match[1].strip() if match else text)
        found = list(by_number) or list(Desk.objects.open().holding_words(text)[: _SUGGESTED + 1])
        if len(found) == 1:
            return found[0]
        if not found:
            raise forms.ValidationError(_now("No open desk bears this name or number."))
        names = ", ".join(desk_label(desk) for desk in found[:_SUGGESTED])
        raise forms.ValidationError(_now("Several desks match. Choose one: %s.") % names)


def desk_label(desk: Desk | None) -> str:
    """What stands for a desk in a text field."""
    return f"{desk.name} ({desk.external_id})" if desk else ""


class PersonFilterForm(forms.Form):
    """Which people to list."""

    words = forms.CharField(label=_("Name or e-mail address"), required=False, max_length=200)
    role = forms.ChoiceField(
        label=_("Role"), required=False, choices=[("", _("All roles")), *Role.choices]
    )
    departement = forms.ChoiceField(label=_("Département"), required=False)
    state = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", _("All states")), *PersonState.choices]
    )

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.fields["departement"].choices = [  # type: ignore[attr-defined]
            ("", _("All départements")),
            *departement_choices(),
        ]

    def filters(self) -> dict[str, str]:
        """The valid part of what was asked."""
        self.is_valid()
        return {name: (self.cleaned_data.get(name) or "").strip() for name in self.fields}


class DeskFilterForm(forms.Form):
    """Which desks to list."""

    words = forms.CharField(label=_("Name, town or number"), required=False, max_length=200)
    departement = forms.ChoiceField(label=_("Département"), required=False)
    state = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", _("All states")), *DeskState.choices]
    )

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.fields["departement"].choices = [  # type: ignore[attr-defined]
            ("", _("All départements")),
            *departement_choices(),
        ]

    def filters(self) -> dict[str, str]:
        """The valid part of what was asked."""
        self.is_valid()
        return {name: (self.cleaned_data.get(name) or "").strip() for name in self.fields}


class PersonForm(forms.Form):
    """What an administrator says of a person."""

    full_name = forms.CharField(label=_("Name"), max_length=150)
    roles = forms.MultipleChoiceField(
        label=_("Roles"),
        choices=Role.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one role.")},
    )
    desk = DeskField(required=False, help_text=_("Where a counsellor works: name or number."))
    scope = forms.CharField(
        label=_("Départements supervised"),
        help_text=_("Codes, separated by commas: 23, 19. For supervisors only."),
        required=False,
        max_length=500,
    )
    is_national = forms.BooleanField(label=_("Supervises the whole country"), required=False)

    def clean_scope(self) -> tuple[str, ...]:
        codes = [code.upper() for code in re.split(r"[\s,;]+", self.cleaned_data["scope"]) if code]
        unknown = [code for code in codes if code not in departement_names()]
        if unknown:
            raise forms.ValidationError(
                _("Unknown départements: %(codes)s."), params={"codes": ", ".join(unknown)}
            )
        return tuple(dict.fromkeys(codes))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        roles = cleaned.get("roles") or []
        if Role.COUNSELLOR in roles and not cleaned.get("desk") and "desk" not in self.errors:
            self.add_error("desk", _("A counsellor works at a desk."))
        has_scope = cleaned.get("scope") or cleaned.get("is_national")
        if Role.SUPERVISOR in roles and not has_scope and "scope" not in self.errors:
            self.add_error("scope", _("Name the départements, or the whole country."))
        return cleaned

    def facts(self) -> PersonFacts:
        data = self.cleaned_data
        supervises = Role.SUPERVISOR in data["roles"]
        return PersonFacts(
            full_name=data["full_name"],
            roles=tuple(Role(role) for role in data["roles"]),
            desk=data["desk"],
            scope=data["scope"] if supervises else (),
            is_national=data["is_national"] and supervises,
        )

    @classmethod
    def of(cls, user: User, data: Any = None) -> "PersonForm":
        """The form of somebody who is known."""
        initial = {
            "full_name": user.full_name,
            "roles": user.roles,
            "desk": desk_label(user.desk),
            "scope": ", ".join(user.scope),
            "is_national": user.is_national,
        }
        return cls(data, initial=initial)


class InvitationForm(PersonForm):
    """Somebody new."""

    email = forms.EmailField(label=_("E-mail address"), max_length=254)
    field_order = ("email", "full_name", "roles", "desk", "scope", "is_national")


class DeskImportForm(forms.Form):
    """The national list of desks."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("The CSV list of data.gouv.fr, in UTF-8."),
        widget=forms.FileInput(attrs={"accept": ".csv"}),
        max_length=150,
    )

    def clean_file(self) -> bytes:
        file = self.cleaned_data["file"]
        if file.size > _LARGEST_LIST:
            raise forms.ValidationError(_("This file is too large to be the list of desks."))
        content: bytes = file.read()
        return content


class OtherDeskForm(forms.Form):
    """Where the people or the local sheets of a desk go."""

    desk = DeskField(required=True)
