"""Contradictions, dates of review, reminders, and what sources say of their sheet."""

from datetime import date, timedelta

import pytest
from django.core import mail
from django.utils import timezone

from apps.accounts.models import User
from apps.answering.masking import mask
from apps.audit.enums import EventKind
from apps.audit.models import AuditEvent
from apps.curation.enums import Theme
from apps.curation.services.reminding import remind_owners
from apps.notices.models import Notice, NoticeKind
from apps.sheets.enums import ReviewDelay, Visibility
from apps.sheets.marks import marks_of
from apps.sheets.models import Sheet, SheetContradiction, SheetRevision
from apps.sheets.services.contradicting import mark_contradiction, settle_contradiction
from apps.sheets.services.review_dates import set_review_period
from tests.sheets.factories import RevisionFactory, SheetFactory


@pytest.fixture
def other(db: None) -> SheetRevision:
    return RevisionFactory(sheet=SheetFactory(external_id="F777"))


def test_both_sheets_say_that_they_contradict_each_other_until_it_is_settled(
    current: SheetRevision, other: SheetRevision, carole: User
) -> None:
    note = mask("L’une dit 25 €, l’autre 30 €.")
    mark = mark_contradiction(sheet=other.sheet, other=current.sheet, note=note, marked_by=carole)
    marks = marks_of(["F12242", "F777"])
    assert marks["F12242"].disputes == ("F777\u00a0: L’une dit 25 €, l’autre 30 €.",)
    assert marks["F777"].disputes == ("F12242\u00a0: L’une dit 25 €, l’autre 30 €.",)
    settle_contradiction(mark=mark, settled_by=carole)
    settle_contradiction(mark=mark, settled_by=carole)
    assert marks_of(["F777"])["F777"].disputes == ()
    kinds = list(AuditEvent.objects.order_by("seq").values_list("kind", flat=True))
    assert kinds == [EventKind.SHEETS_CONTRADICT, EventKind.CONTRADICTION_SETTLED]


def test_marking_twice_leaves_one_contradiction_with_the_last_note(
    current: SheetRevision, other: SheetRevision, carole: User, chloe: User
) -> None:
    for note, user in (("Première", carole), ("Seconde", chloe)):
        mark_contradiction(sheet=current.sheet, other=other.sheet, note=mask(note), marked_by=user)
    assert SheetContradiction.objects.get().note == "Seconde"


def test_the_name_of_an_internal_sheet_is_not_told_beside_another(
    current: SheetRevision, other: SheetRevision, carole: User
) -> None:
    Sheet.objects.filter(pk=other.sheet_id).update(visibility=Visibility.INTERNAL)
    mark_contradiction(
        sheet=current.sheet, other=other.sheet, note=mask("Le prix"), marked_by=carole
    )
    assert marks_of(["F12242"])["F12242"].disputes == ("Le prix",)


def test_sources_know_that_their_sheet_is_local_internal_or_overdue(
    current: SheetRevision, other: SheetRevision
) -> None:
    """A-07"""
    SheetRevision.objects.filter(pk=other.pk).update(review_due=date(2020, 1, 1))
    Sheet.objects.filter(pk=current.sheet_id).update(source="local", visibility=Visibility.INTERNAL)
    marks = marks_of(["F12242", "F777", "F0"])
    assert (marks["F777"].is_due, marks["F777"].is_local) == (True, False)
    assert (marks["F12242"].is_local, marks["F12242"].is_internal) == (True, True)
    assert "F0" not in marks


def test_a_shorter_delay_moves_the_dates_of_imported_sheets_only(
    current: SheetRevision, other: SheetRevision, carole: User
) -> None:
    """A-07"""
    day = date(2027, 1, 1)
    Sheet.objects.update(theme_id=Theme.HOUSING)
    Sheet.objects.filter(pk=other.sheet_id).update(source="local")
    SheetRevision.objects.update(review_due=day)
    set_review_period(
        theme_id=Theme.HOUSING, days=ReviewDelay.SIX_MONTHS, owner=carole, changed_by=carole
    )
    current.refresh_from_db()
    other.refresh_from_db()
    assert (current.review_due, other.review_due) == (day - timedelta(days=183), day)


def _overdue(revision: SheetRevision, theme: Theme) -> None:
    Sheet.objects.filter(pk=revision.sheet_id).update(theme_id=theme)
    yesterday = timezone.localdate() - timedelta(days=1)
    SheetRevision.objects.filter(pk=revision.pk).update(review_due=yesterday)


def test_the_owner_of_a_theme_is_reminded_and_all_curators_of_the_others(
    settings, current: SheetRevision, other: SheetRevision, carole: User, chloe: User
) -> None:
    """A-07"""
    settings.EMAIL_HOST = "smtp.example.org"
    _overdue(current, Theme.HOUSING)
    set_review_period(
        theme_id=Theme.HOUSING, days=ReviewDelay.ONE_YEAR, owner=carole, changed_by=chloe
    )
    assert remind_owners() == 1
    notice = Notice.objects.get(kind=NoticeKind.REVIEW_DUE)
    assert (notice.recipient, notice.url) == (carole, "/administration/fiches/?state=due")
    assert [message.to for message in mail.outbox] == [[carole.email]]
    _overdue(other, Theme.JUSTICE)
    assert remind_owners() == 2
    titles = set(Notice.objects.filter(recipient=carole).values_list("title", flat=True))
    assert len(titles) == 2


def test_nobody_is_reminded_of_nothing_nor_mailed_without_a_server(
    settings, current: SheetRevision, carole: User
) -> None:
    settings.EMAIL_HOST = ""
    assert remind_owners() == 0
    _overdue(current, Theme.HOUSING)
    assert remind_owners() == 1
    assert mail.outbox == []
