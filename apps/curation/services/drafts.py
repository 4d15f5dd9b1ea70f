"""Drafts of local sheets: begun, saved without overwriting anybody, tested, handed over."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.audit.enums import EventKind
from apps.audit.services import append_event
from apps.curation.enums import Theme
from apps.curation.models import SheetDraft
from apps.sheets.enums import Visibility
from apps.sheets.models import Sheet, SheetRevision
from apps.sheets.services.lifecycle import WrongState, submit_revision
from apps.sheets.services.writing import Placement, WrittenSheet, write_revision

METADATA = (
    "operator",
    "theme_id",
    "source_url",
    "licence",
    "verified_on",
    "review_due",
    "visibility",
    "departement",
    "desk",
    "completes",
)
REQUIRED = METADATA[:7]


class DraftConflict(Exception):
    """Somebody saved the draft since it was read; `current` is what stands now."""

    def __init__(self, current: SheetDraft) -> None:
        super().__init__(current.version)
        self.current = current


class DraftIncomplete(Exception):
    """The draft lacks its text or some metadata; the message says so."""


@transaction.atomic
def begin_draft(*, author: User, title: str, markdown: str = "") -> SheetDraft:
    """Begin a new local sheet."""
    draft = SheetDraft.objects.create(
        title=title, markdown=markdown, changed_by=author, contributors=[author.pk]
    )
    _record(EventKind.SHEET_DRAFT_BEGUN, draft, author)
    return draft


@transaction.atomic
def open_draft(*, revision: SheetRevision, opened_by: User) -> SheetDraft:
    """The draft in progress of a local sheet, else a new one made from this revision.

    Raises WrongState for a sheet that was imported.
    """
    sheet = Sheet.objects.select_for_update().get(pk=revision.sheet_id)
    if not sheet.is_local:
        raise WrongState(_("This sheet comes from a feed: write a local sheet that completes it."))
    draft = SheetDraft.objects.in_progress().filter(sheet=sheet).first()
    if draft is not None:
        return draft
    placement = revision.placement
    draft = SheetDraft.objects.create(
        sheet=sheet,
        title=revision.title,
        markdown=revision.source_xml.decode(),
        operator=placement["operator"],
        theme_id=placement["theme_id"],
        visibility=placement["visibility"],
        departement_id=placement["territory"] or None,
        desk_id=placement["desk_id"],
        completes_id=placement["completes_id"],
        source_url=revision.source_url,
        licence=revision.licence,
        verified_on=revision.source_date,
        review_due=revision.review_due,
        changed_by=opened_by,
        contributors=[opened_by.pk],
    )
    _record(EventKind.SHEET_DRAFT_BEGUN, draft, opened_by)
    return draft


@transaction.atomic
def save_content(
    *, draft: SheetDraft, version: int, title: str, markdown: str, changed_by: User
) -> SheetDraft:
    """Replace the text of version `version`. Raises DraftConflict when it is another by now."""
    return _save(draft, version, changed_by, {"title": title, "markdown": markdown})


@transaction.atomic
def save_metadata(
    *, draft: SheetDraft, version: int, metadata: Mapping[str, Any], changed_by: User
) -> SheetDraft:
    """Replace the fields named in METADATA. Raises DraftConflict as `save_content`."""
    return _save(draft, version, changed_by, {name: metadata[name] for name in METADATA})


@transaction.atomic
def freeze_draft(*, draft: SheetDraft, author: User) -> SheetRevision:
    """The revision that a draft makes, to test and hand over; the same one while nothing changed.

    Raises DraftIncomplete, and ParseRefusal for a text that cannot be read.
    """
    draft = _locked(draft)
    if draft.is_frozen and draft.revision is not None:
        return draft.revision
    revision = write_revision(
        sheet=draft.sheet, written=_written(draft), author=author, contributors=draft.contributors
    )
    draft.sheet_id, draft.revision, draft.frozen_version = (
        revision.sheet_id,
        revision,
        draft.version,
    )
    draft.save(update_fields=["sheet", "revision", "frozen_version"])
    return revision


@transaction.atomic
def submit_draft(*, draft: SheetDraft, submitted_by: User) -> SheetRevision:
    """Hand over what was tested to a second person. Raises WrongState when it changed since."""
    draft = _locked(draft)
    if not draft.is_frozen or draft.revision is None:
        raise WrongState(_("The draft changed since its last test: test it again first."))
    return submit_revision(revision=draft.revision, submitted_by=submitted_by)


@transaction.atomic
def give_up_draft(*, draft: SheetDraft, given_up_by: User) -> None:
    """Close a draft that will not be published. Its text is kept, out of the lists."""
    draft = _locked(draft)
    draft.closed_at = timezone.now()
    draft.save(update_fields=["closed_at"])
    _record(EventKind.SHEET_DRAFT_GIVEN_UP, draft, given_up_by)


def _save(
    draft: SheetDraft, version: int, changed_by: User, values: Mapping[str, Any]
) -> SheetDraft:
    current = _locked(draft)
    if all(getattr(current, name) == value for name, value in values.items()):
        return current
    if current.version != version:
        raise DraftConflict(current)
    for name, value in values.items():
        setattr(current, name, value)
    current.version += 1
    current.changed_by = changed_by
    if changed_by.pk not in current.contributors:
        current.contributors = [*current.contributors, changed_by.pk]
    current.save()
    return current


def _locked(draft: SheetDraft) -> SheetDraft:
    """Raises WrongState for a draft that is over."""
    current = SheetDraft.objects.in_progress().select_for_update(of=("self",)).filter(pk=draft.pk)
    found = current.first()
    if found is None:
        raise WrongState(_("This draft is over: it was published or given up."))
    return found


def _written(draft: SheetDraft) -> WrittenSheet:
    missing = [
        str(field.verbose_name)
        for field in SheetDraft._meta.concrete_fields
        if field.name in ("title", "markdown", *REQUIRED) and not getattr(draft, field.name)
    ]
    if missing or draft.verified_on is None or draft.review_due is None:
        raise DraftIncomplete(
            _("Some required information is missing: %(fields)s.") % {"fields": ", ".join(missing)}
        )
    territory = draft.departement_id or (draft.desk.departement_id if draft.desk else "")
    return WrittenSheet(
        title=draft.title,
        markdown=draft.markdown,
        source_url=draft.source_url,
        licence=draft.licence,
        verified_on=draft.verified_on,
        review_due=draft.review_due,
        placement=Placement(
            operator=draft.operator,
            theme_id=draft.theme_id,
            theme=str(Theme(draft.theme_id).label),
            visibility=Visibility(draft.visibility),
            territory=territory,
            desk_id=draft.desk_id,
            completes_id=draft.completes_id,
        ),
    )


def _record(kind: EventKind, draft: SheetDraft, actor: User) -> None:
    append_event(kind=kind, actor_id=actor.pk, subject_type="sheet_draft", subject_id=draft.pk)
