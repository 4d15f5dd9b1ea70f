"""Reports on sheets: a counsellor says what is wrong, a curator answers, the reporter is told."""

from collections.abc import Sequence

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


class NotACurator(Exception):
    """A report was to be given to somebody who cannot answer it."""


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
def assign_report(*, report: SheetReport, to: User, assigned_by: User) -> SheetReport:
    """Say who works on a report and its duplicates. Raises ReportClosed, NotACurator."""
    if not (to.is_active and to.is_curator):
        raise NotACurator(_("Only an active curator can be given a report."))
    report = _open(report)
    for each in (report, *report.duplicates.all()):
        each.status = ReportStatus.IN_PROGRESS
        each.handler = to
        each.save(update_fields=["status", "handler"])
    _record(EventKind.REPORT_HANDLED, report, assigned_by)
    return report


@transaction.atomic
def merge_reports(
    *, report: SheetReport, duplicates: Sequence[SheetReport], merged_by: User
) -> SheetReport:
    """Have open reports of the same sheet answered with this one; each reporter will be told.

    Raises ReportClosed when one of them was answered or merged meanwhile.
    """
    main = _open(report)
    wanted = [duplicate.pk for duplicate in duplicates]
    found = SheetReport.objects.to_answer().filter(pk__in=wanted, sheet=main.sheet_id)
    repeated = list(found.exclude(pk=main.pk).select_for_update())
    if main.merged_into_id or not repeated or len(repeated) != len(set(wanted)):
        raise ReportClosed(_("One of these reports was answered or merged meanwhile."))
    for each in repeated:
        each.merged_into, each.status, each.handler = main, main.status, main.handler
    SheetReport.objects.bulk_update(repeated, ["merged_into", "status", "handler"])
    SheetReport.objects.filter(merged_into__in=repeated).update(merged_into=main)
    append_event(
        kind=EventKind.REPORTS_MERGED,
        actor_id=merged_by.pk,
        subject_type="sheet_report",
        subject_id=main.pk,
        payload={"duplicates": [str(each.pk) for each in repeated]},
    )
    return main


@transaction.atomic
def close_report(
    *,
    report: SheetReport,
    handler: User,
    is_corrected: bool,
    outcome: MaskedText,
    with_same_sheet: bool = False,
) -> int:
    """Answer a report and its duplicates; tell each person who reported.

    With `with_same_sheet`, all open reports of the sheet are answered alike.

    Returns how many were closed. Raises ReportClosed.
    """
    first = _open(report)
    others = SheetReport.objects.open().filter(sheet=first.sheet_id).exclude(pk=first.pk)
    if not with_same_sheet:
        others = others.filter(merged_into=first)
    reports = [first, *others.select_for_update()]
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
