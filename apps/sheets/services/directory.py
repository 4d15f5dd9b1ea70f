"""Changes to the contacts and services that curators publish; no second person is needed."""

import json
from typing import TypeVar

from django.db import transaction
from django.utils import timezone

from apps.accounts.models import User
from apps.audit.enums import EventKind
from apps.audit.services import append_event, content_hash
from apps.sheets.models import OnlineService, PublishedContact, PublishedService

Entry = TypeVar("Entry", PublishedContact, PublishedService)
_CONTACT_SAYS = ("name", "operator", "departement_id", "phone", "hours", "url", "email")
_SERVICE_SAYS = ("title", "operator", "departement_id", "kind", "cerfa", "url", "sheet_ids")


class EntryConflict(Exception):
    """Somebody else changed it since it was read; nothing was saved."""

    def __init__(self, current: PublishedContact | PublishedService) -> None:
        super().__init__(current.version)
        self.current = current


@transaction.atomic
def save_entry(*, entry: Entry, saved_by: User, version: int | None = None) -> Entry:
    """Keep a new contact or service, or what a curator changed of version `version` of one; its
    form has checked it. Raises EntryConflict when it is another version by now."""
    act = "changed" if entry.pk else "added"
    if entry.pk:
        current = type(entry).objects.select_for_update().get(pk=entry.pk)
        if current.version != version:
            raise EntryConflict(current)
        entry.version = current.version + 1
    elif isinstance(entry, PublishedService) and entry.imported_id:
        act = "corrected"
        if (standing := _correction_of(entry.imported_id)) is not None:
            raise EntryConflict(standing)
    entry.changed_by = saved_by
    entry.save()
    _note(entry, act)
    return entry


@transaction.atomic
def withdraw_entry(*, entry: PublishedContact | PublishedService, withdrawn_by: User) -> None:
    """Stop giving it: at once, no answer names or allows it any more."""
    _set_withdrawn(entry, withdrawn_by, is_withdrawn=True)


@transaction.atomic
def republish_entry(*, entry: PublishedContact | PublishedService, republished_by: User) -> None:
    """Give again what was withdrawn."""
    _set_withdrawn(entry, republished_by, is_withdrawn=False)


@transaction.atomic
def hide_service(*, service: PublishedService, hidden_by: User) -> None:
    """Stop giving a service of imported sheets; `service` stands for it, and may be new."""
    standing = _correction_of(service.imported_id)
    if standing is not None:
        _set_withdrawn(standing, hidden_by, is_withdrawn=True)
        return
    service.changed_by, service.withdrawn_at = hidden_by, timezone.now()
    service.save()
    _note(service, "hidden")


@transaction.atomic
def drop_correction(*, service: PublishedService, dropped_by: User) -> None:
    """Give a service as the imported sheets name it again."""
    standing = _correction_of(service.imported_id)
    if standing is None:
        return
    key = standing.pk
    standing.changed_by = dropped_by
    standing.delete()
    standing.pk = key
    _note(standing, "correction_dropped")


def _correction_of(imported_id: str) -> PublishedService | None:
    """What stands for an imported service; two curators who begin one do so in turn."""
    named = OnlineService.objects.filter(external_id=imported_id).order_by("pk")
    named.select_for_update(of=("self",)).values_list("pk").first()
    standing = PublishedService.objects.select_for_update().filter(imported_id=imported_id)
    return standing.first() if imported_id else None


def _set_withdrawn(
    entry: PublishedContact | PublishedService, actor: User, *, is_withdrawn: bool
) -> None:
    entry = type(entry).objects.select_for_update().get(pk=entry.pk)
    if entry.is_published is not is_withdrawn:
        return
    entry.withdrawn_at = timezone.now() if is_withdrawn else None
    entry.changed_by = actor
    entry.version += 1
    entry.save(update_fields=["withdrawn_at", "changed_by", "changed_at", "version"])
    _note(entry, "withdrawn" if is_withdrawn else "published_again")


def _note(entry: PublishedContact | PublishedService, act: str) -> None:
    is_contact = isinstance(entry, PublishedContact)
    says = _CONTACT_SAYS if is_contact else _SERVICE_SAYS
    said = json.dumps([getattr(entry, name) for name in says])
    append_event(
        kind=EventKind.CONTACT_CHANGED if is_contact else EventKind.SERVICE_CHANGED,
        actor_id=entry.changed_by_id,
        subject_type="contact" if is_contact else "online_service",
        subject_id=entry.pk,
        payload={"act": act, "operator": entry.operator, "content": content_hash(said)},
    )
