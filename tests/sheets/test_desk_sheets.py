"""What becomes of local sheets when their desk closes."""

import pytest

from apps.accounts.models import Desk, User
from apps.accounts.services import DeskInUse
from apps.audit.enums import EventKind
from apps.audit.models import AuditEvent
from apps.sheets.enums import RevisionStatus
from apps.sheets.models import SheetRevision
from apps.sheets.services.desks import close_desk, move_sheets, withdraw_desk_sheets
from tests.sheets.factories import RevisionFactory, SheetFactory


@pytest.fixture
def local(gueret: Desk) -> SheetRevision:
    """A published sheet of Guéret's desk, with a draft of its next version."""
    sheet = SheetFactory(external_id="local-1", desk=gueret, territory="23")
    RevisionFactory(sheet=sheet, number=2, status=RevisionStatus.DRAFT)
    return RevisionFactory(sheet=sheet)


def test_a_desk_with_local_sheets_does_not_close(
    emma: User, gueret: Desk, local: SheetRevision
) -> None:
    with pytest.raises(DeskInUse):
        close_desk(desk=gueret, closed_by=emma)
    assert not AuditEvent.objects.exists()


def test_sheets_moved_follow_the_other_desk(
    emma: User, gueret: Desk, tulle: Desk, local: SheetRevision
) -> None:
    assert move_sheets(desk=gueret, to=tulle, moved_by=emma) == 1
    local.sheet.refresh_from_db()
    assert (local.sheet.desk, local.sheet.territory) == (tulle, "19")
    close_desk(desk=gueret, closed_by=emma)
    gueret.refresh_from_db()
    assert not gueret.is_open


def test_sheets_withdrawn_leave_no_draft_behind(
    emma: User, gueret: Desk, local: SheetRevision
) -> None:
    assert withdraw_desk_sheets(desk=gueret, withdrawn_by=emma) == 1
    states = set(SheetRevision.objects.values_list("status", flat=True))
    assert states == {RevisionStatus.WITHDRAWN}
    assert AuditEvent.objects.filter(kind=EventKind.SHEET_WITHDRAWN).count() == 2
    close_desk(desk=gueret, closed_by=emma)
