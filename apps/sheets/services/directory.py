"""Changes to the contacts that curators publish; no second person is needed."""

import json

from django.db import transaction
from django.utils import timezone

from apps.accounts.models import User
from apps.audit.enums import EventKind
from apps.audit.services import append_event, content_hash
from apps.sheets.models import PublishedContact

_SAID = ("name", "operator", "departement_id", "phone", "hours", "url", "email")


class ContactConflict(Exception):
    """Somebody else changed the contact since it was read; nothing was saved."""

    def __init__(self, current: PublishedContact) -> None:
        super().__init__(current.version)
        self.current = current


@transaction.atomic
def save_contact(
    *, contact: PublishedContact, saved_by: User, version: int | None = None
) -> PublishedContact:
    """Keep a new contact, or what a curator changed of version `version` of one; its form has
    checked it. Raises ContactConflict when it is another version by now."""
    act = "changed" if contact.pk else "added"
    if contact.pk:
        current = PublishedContact.objects.select_for_update().get(pk=contact.pk)
        if current.version != version:
            raise ContactConflict(current)
        contact.version = current.version + 1
    contact.changed_by = saved_by
    contact.save()
    _note(contact, act)
    return contact


@transaction.atomic
def withdraw_contact(*, contact: PublishedContact, withdrawn_by: User) -> None:
    """Stop giving a contact: at once, no answer names or allows it any more."""
    _set_withdrawn(contact, withdrawn_by, is_withdrawn=True)


@transaction.atomic
def republish_contact(*, contact: PublishedContact, republished_by: User) -> None:
    """Give a withdrawn contact again."""
    _set_withdrawn(contact, republished_by, is_withdrawn=False)


def _set_withdrawn(contact: PublishedContact, actor: User, *, is_withdrawn: bool) -> None:
    contact = PublishedContact.objects.select_for_update().get(pk=contact.pk)
    if contact.is_published is not is_withdrawn:
        return
    contact.withdrawn_at = timezone.now() if is_withdrawn else None
    contact.changed_by = actor
    contact.version += 1
    contact.save(update_fields=["withdrawn_at", "changed_by", "changed_at", "version"])
    _note(contact, "withdrawn" if is_withdrawn else "published_again")


def _note(contact: PublishedContact, act: str) -> None:
    said = json.dumps([getattr(contact, name) for name in _SAID])
    append_event(
        kind=EventKind.CONTACT_CHANGED,
        actor_id=contact.changed_by_id,
        subject_type="contact",
        subject_id=contact.pk,
        payload={"act": act, "operator": contact.operator, "content": content_hash(said)},
    )
