"""What becomes of a desk's local sheets when it closes: moved to another desk, or withdrawn."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts import services as accounts
from apps.accounts.models import Desk, User
from apps.audit.enums import EventKind
from apps.audit.services import append_event
from apps.sheets.enums import RevisionStatus
from apps.sheets.models import Sheet, SheetRevision
from apps.sheets.services.lifecycle import withdraw_sheet


@transaction.atomic
def close_desk(*, desk: Desk, closed_by: User) -> Desk:
    """Close a desk. Raises DeskInUse while people work there or local sheets are alive."""
    if Sheet.objects.alive().filter(desk=desk).exists():
        raise accounts.DeskInUse(
            _("Local sheets still belong to this desk: move or withdraw them first.")
        )
    return accounts.close_desk(desk=desk, closed_by=closed_by)


@transaction.atomic
def move_sheets(*, desk: Desk, to: Desk, moved_by: User) -> int:
    """Give a desk's local sheets to another; returns how many. Raises DeskInUse if closed."""
    if not to.is_open or to.pk == desk.pk:
        raise accounts.DeskInUse(_("Choose another desk, that is open."))
    moved = list(Sheet.objects.filter(desk=desk).select_for_update())
    for sheet in moved:
        sheet.desk = to
        if sheet.territory:
            sheet.territory = to.departement_id
    Sheet.objects.bulk_update(moved, ["desk", "territory"])
    append_event(
        kind=EventKind.SHEETS_MOVED,
        actor_id=moved_by.pk,
        subject_type="desk",
        subject_id=desk.pk,
        payload={"to": to.external_id, "sheets": [sheet.external_id for sheet in moved]},
    )
    return len(moved)


@transaction.atomic
def withdraw_desk_sheets(*, desk: Desk, withdrawn_by: User) -> int:
    """Withdraw every local sheet of a desk, drafts included; returns how many sheets."""
    reason = _("The desk is closing.")
    sheets = list(Sheet.objects.alive().filter(desk=desk).order_by("pk").select_for_update())
    for sheet in sheets:
        waiting = SheetRevision.objects.filter(
            sheet=sheet, status__in=(RevisionStatus.DRAFT, RevisionStatus.IN_REVIEW)
        )
        waiting.update(status=RevisionStatus.WITHDRAWN, note=reason, closed_at=timezone.now())
        if sheet.revisions.published().exists():
            withdraw_sheet(sheet=sheet, withdrawn_by=withdrawn_by, reason=reason)
    append_event(
        kind=EventKind.SHEET_WITHDRAWN,
        actor_id=withdrawn_by.pk,
        subject_type="desk",
        subject_id=desk.pk,
        payload={"sheets": [sheet.external_id for sheet in sheets]},
    )
    return len(sheets)
