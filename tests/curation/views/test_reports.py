"""Reports on sheets: made from a citation, answered by a curator, the outcome told."""

from collections.abc import Callable

import pytest
from django.test import Client

from apps.accounts.models import Desk, User
from apps.audit.enums import EventKind
from apps.audit.models import AuditEvent
from apps.notices.models import Notice, NoticeKind
from apps.sheets.enums import ReportStatus, Visibility
from apps.sheets.models import Passage, Sheet, SheetReport, SheetRevision
from apps.sheets.services import reporting

Clients = Callable[[User], Client]


@pytest.fixture
def passage(current: SheetRevision) -> Passage:
    return current.passages.first()


@pytest.fixture
def report(client_of: Clients, alice: User, passage: Passage) -> SheetReport:
    client_of(alice).post(
        f"/fiches/F12242/signaler/?passage={passage.pk}",
        {"reason": "outdated", "comment": "Le montant a changé au 1er avril."},
    )
    return SheetReport.objects.get()


def _handle(client: Client, report: SheetReport, **data: str) -> int:
    status = client.post(f"/administration/signalements/{report.pk}/", data).status_code
    report.refresh_from_db()
    return status


def test_a_report_keeps_the_words_of_the_passage(report: SheetReport, passage: Passage) -> None:
    assert (report.status, report.passage, report.passage_text) == (
        ReportStatus.RECEIVED,
        passage,
        passage.text,
    )
    assert AuditEvent.objects.get(kind=EventKind.SHEET_REPORTED).subject_id == str(report.pk)


def test_personal_data_in_a_comment_are_masked(
    client_of: Clients, alice: User, passage: Passage
) -> None:
    data = {"reason": "wrong", "comment": "Vu avec Mme Dupont, 06 12 34 56 78."}
    client_of(alice).post("/fiches/F12242/signaler/", data)
    comment = SheetReport.objects.get().comment
    assert "06 12 34 56 78" not in comment
    assert "⟦" in comment


def test_it_refuses_a_report_without_a_reason(
    client_of: Clients, alice: User, passage: Passage
) -> None:
    assert client_of(alice).post("/fiches/F12242/signaler/", {"comment": "?"}).status_code == 422
    assert not SheetReport.objects.exists()


def test_an_internal_sheet_of_another_desk_is_not_found(
    client_of: Clients, alice: User, passage: Passage, tulle: Desk
) -> None:
    Sheet.objects.update(visibility=Visibility.INTERNAL, desk=tulle)
    assert client_of(alice).get("/fiches/F12242/signaler/").status_code == 404


def test_the_inbox_holds_what_is_to_answer(
    client_of: Clients, carole: User, report: SheetReport
) -> None:
    client = client_of(carole)
    page = client.get("/administration/signalements/").context["page"]
    assert list(page.object_list) == [report]
    _handle(client, report, decision="correct")
    assert not client.get("/administration/signalements/").context["page"].object_list
    assert client.get("/administration/signalements/?tous=1").context["page"].object_list


def test_the_reporter_is_told_the_outcome(
    client_of: Clients, alice: User, carole: User, report: SheetReport
) -> None:
    client = client_of(carole)
    _handle(client, report, decision="assign", handler=str(carole.pk))
    assert (report.status, report.handler) == (ReportStatus.IN_PROGRESS, carole)
    assert not Notice.objects.exists()
    _handle(client, report, decision="correct", text="Montant mis à jour.")
    assert report.status == ReportStatus.CORRECTED
    notice = Notice.objects.get(kind=NoticeKind.REPORT_OUTCOME)
    assert (notice.recipient, notice.text) == (alice, "Montant mis à jour.")
    mine = client_of(alice).get("/signalements/").content.decode()
    assert "Montant mis à jour." in mine


def test_it_refuses_a_refusal_without_its_reason(
    client_of: Clients, carole: User, report: SheetReport
) -> None:
    assert _handle(client_of(carole), report, decision="refuse") == 422
    assert report.status == ReportStatus.RECEIVED


def test_all_reports_of_a_sheet_can_be_answered_alike(
    client_of: Clients, david: User, carole: User, report: SheetReport
) -> None:
    client_of(david).post("/fiches/F12242/signaler/", {"reason": "wrong"})
    _handle(client_of(carole), report, decision="correct", with_same_sheet="on")
    assert not SheetReport.objects.open().exists()
    assert Notice.objects.count() == 2


def test_a_report_is_answered_once(client_of: Clients, carole: User, report: SheetReport) -> None:
    client = client_of(carole)
    _handle(client, report, decision="correct", text="Fait.")
    _handle(client, report, decision="refuse", text="Non.")
    assert (report.status, report.outcome) == (ReportStatus.CORRECTED, "Fait.")
    assert Notice.objects.count() == 1


def test_a_counsellor_does_not_read_the_inbox(
    client_of: Clients, alice: User, report: SheetReport
) -> None:
    client = client_of(alice)
    assert client.get("/administration/signalements/").status_code == 403
    assert _handle(client, report, decision="correct") == 403


def test_a_counsellor_sees_only_their_own_reports(
    client_of: Clients, david: User, report: SheetReport
) -> None:
    page = client_of(david).get("/signalements/").context["page"]
    assert list(page.object_list) == []


def test_duplicates_are_answered_with_the_report_that_they_repeat(
    client_of: Clients, alice: User, david: User, carole: User, report: SheetReport
) -> None:
    """A-08: merged, one answer, each person who reported is told (C-22)."""
    client_of(david).post("/fiches/F12242/signaler/", {"reason": "wrong"})
    other = SheetReport.objects.exclude(pk=report.pk).get()
    client = client_of(carole)
    _handle(client, report, decision="merge", duplicates=str(other.pk))
    page = client.get("/administration/signalements/").context["page"]
    assert list(page.object_list) == [report]
    assert AuditEvent.objects.get(kind=EventKind.REPORTS_MERGED).subject_id == str(report.pk)
    _handle(client, report, decision="assign", handler=str(carole.pk))
    other.refresh_from_db()
    assert (other.status, other.handler) == (ReportStatus.IN_PROGRESS, carole)
    _handle(client, report, decision="correct", text="Montant mis à jour.")
    told = Notice.objects.filter(kind=NoticeKind.REPORT_OUTCOME)
    assert {notice.recipient for notice in told} == {alice, david}
    assert "Montant mis à jour." in client_of(david).get("/signalements/").content.decode()


def test_only_open_reports_of_the_same_sheet_are_merged(
    client_of: Clients, carole: User, report: SheetReport
) -> None:
    client = client_of(carole)
    assert _handle(client, report, decision="merge") == 422
    assert _handle(client, report, decision="merge", duplicates=str(report.pk)) == 422
    elsewhere = SheetReport.objects.create(
        sheet=Sheet.objects.create(external_id="F2"), reporter=report.reporter, reason="wrong"
    )
    assert _handle(client, report, decision="merge", duplicates=str(elsewhere.pk)) == 422
    with pytest.raises(reporting.ReportClosed):
        reporting.merge_reports(report=report, duplicates=[elsewhere], merged_by=carole)


def test_a_report_is_assigned_to_an_active_curator_only(
    client_of: Clients, alice: User, carole: User, chloe: User, report: SheetReport
) -> None:
    """A-08."""
    client = client_of(carole)
    assert _handle(client, report, decision="assign", handler=str(alice.pk)) == 422
    _handle(client, report, decision="assign", handler=str(chloe.pk))
    assert report.handler == chloe
    with pytest.raises(reporting.NotACurator):
        reporting.assign_report(report=report, to=alice, assigned_by=carole)
