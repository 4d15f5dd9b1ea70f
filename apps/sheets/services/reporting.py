"""Reports on sheets: a counsellor says what is wrong, a curator answers, the reporter is told."""

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.answering.masking import MaskedText
from apps.audit.enums import EventKind
from apps.audit.services import append_event
from apps.notices.models import NoticeKind
from apps.notices.services import notify
from apps.sheets.enums import ReportReason, ReportStatus
from apps.sheets.models import Passage, Sheet, SheetReport


class ReportClosed(Exception):
    """Somebody answered this report meanwhile."""


@transaction.atomic
def report_sheet(
    *,
    sheet: Sheet,
    reporter: User,
    reason: ReportReason,
    comment: MaskedText | None = None,
    passage: Passage | None = None,
) -> SheetReport:
    """Record what is wrong, with the words of the passage as they are now."""
    report = SheetReport.objects.create(
        sheet=sheet,
        reporter=reporter,
        reason=reason,
        comment=comment.text if comment else "",
        passage=passage,
        passage_text=passage.text if passage else "",
    )
    _record(EventKind.SHEET_REPORTED, report, reporter)
    return report


@transaction.atomic
def take_report(*, report: SheetReport, handler: User) -> SheetReport:
    """Say that somebody works on it. Raises ReportClosed."""
    report = _open(report)
    report.status = ReportStatus.IN_PROGRESS
    report.handler = handler
    report.save(update_fields=["status", "handler"])
    _record(EventKind.REPORT_HANDLED, report, handler)
    return report


@transaction.atomic
def close_report(
    *,
    report: SheetReport,
    handler: User,
    is_corrected: bool,
    outcome: MaskedText,
    with_same_sheet: bool = False,
) -> int:
    """Answer a report, and with `with_same_sheet` all open ones of its sheet; tell who reported.

    Returns how many were closed. Raises ReportClosed.
    """
    first = _open(report)
    reports = [first]
    if with_same_sheet:
        others = SheetReport.objects.open().filter(sheet=first.sheet_id).exclude(pk=first.pk)
        reports += others.select_for_update()
    for each in reports:
        each.status = ReportStatus.CORRECTED if is_corrected else ReportStatus.REFUSED
        each.handler = handler
        each.outcome = outcome.text
        each.closed_at = timezone.now()
        each.save(update_fields=["status", "handler", "outcome", "closed_at"])
        _tell(each)
    for each in reports:
        _record(EventKind.REPORT_HANDLED, each, handler)
    return len(reports)


def _open(report: SheetReport) -> SheetReport:
    found = SheetReport.objects.open().select_for_update().filter(pk=report.pk).first()
    if found is None:
        raise ReportClosed(_("This report was answered meanwhile."))
    return found


def _tell(report: SheetReport) -> None:
    notify(
        recipient=report.reporter,
        kind=NoticeKind.REPORT_OUTCOME,
        title=_("Your report on sheet %(sheet)s: %(state)s")
        % {"sheet": report.sheet.external_id, "state": report.get_status_display()},
        text=report.outcome,
        url=reverse("sheets:sheet_detail", args=[report.sheet.external_id]),
    )


def _record(kind: EventKind, report: SheetReport, actor: User) -> None:
    append_event(
        kind=kind,
        actor_id=actor.pk,
        subject_type="sheet_report",
        subject_id=report.pk,
        payload={"sheet": report.sheet_id, "reason": report.reason, "status": report.status},
    )
