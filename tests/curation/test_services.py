"""Uploaded imports and the recall of past answers."""

import io
import zipfile
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from procrastinate.contrib.django.models import ProcrastinateJob

from apps.accounts.models import User
from apps.audit.enums import EventKind
from apps.audit.models import AuditEvent
from apps.conversations.models import Answer
from apps.curation import services
from apps.notices.models import Notice, NoticeKind
from apps.operations.demonstration import seed
from apps.reviews.enums import ReviewStage, RiskReason
from apps.reviews.models import ReviewItem
from apps.sheets.enums import ImportStatus, RevisionStatus
from apps.sheets.models import Passage, SheetRevision
from apps.sheets.services import cancel_import
from apps.sheets.services.lifecycle import publish_revision, withdraw_sheet
from tests.conversations.factories import (
    AnswerFactory,
    AnswerSentenceFactory,
    AnswerSourceFactory,
    CitationFactory,
)
from tests.reviews.factories import judge
from tests.sheets.factories import PassageFactory, RevisionFactory, SheetFactory
from tests.support.database import transactional


@pytest.fixture
def uploads(settings, tmp_path: Path) -> Path:
    settings.LOCAL_FOLDER = tmp_path
    return tmp_path / "uploads"


def archive(*extra: tuple[str, bytes]) -> SimpleUploadedFile:
    """Three demonstration sheets in a zip, and what else is given."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as file:
        for path in sorted(seed.SHEETS.glob("F*.xml"))[:3]:
            file.write(path, path.name)
        for name, content in extra:
            file.writestr(name, content)
    return SimpleUploadedFile("fiches.zip", packed.getvalue())


@transactional
def test_an_upload_waits_for_its_job_then_becomes_revisions_that_await_approval(
    uploads: Path, carole: User
) -> None:
    run = services.start_import(upload=archive(), requested_by=carole, publish=False)
    assert (uploads / str(run.pk) / "fiches.zip").exists()
    jobs = ProcrastinateJob.objects.filter(task_name="curation.import_sheets")
    assert jobs.filter(args={"import_id": str(run.pk)}).count() == 1
    services.run_import(run=run)
    run.refresh_from_db()
    assert (run.status, run.report["created"], run.report["refused"]) == (ImportStatus.DONE, 3, [])
    assert SheetRevision.objects.awaiting_approval().count() == 3
    assert not SheetRevision.objects.published().exists()
    assert list(uploads.iterdir()) == []


@transactional
def test_an_import_that_publishes_is_approved_by_who_asked(uploads: Path, carole: User) -> None:
    run = services.start_import(upload=archive(), requested_by=carole, publish=True)
    services.run_import(run=run)
    assert SheetRevision.objects.published().filter(approver=carole).count() == 3


@transactional
def test_a_broken_sheet_is_refused_with_its_line_and_the_others_are_kept(
    uploads: Path, carole: User
) -> None:
    upload = archive(("F99999.xml", b"<Publication ID='F99999'>\n<broken"))
    run = services.start_import(upload=upload, requested_by=carole, publish=False)
    services.run_import(run=run)
    run.refresh_from_db()
    [refused] = run.report["refused"]
    assert (refused["file"], refused["line"] > 0, bool(refused["reason"])) == (
        "F99999.xml",
        True,
        True,
    )
    assert SheetRevision.objects.count() == 3


@transactional
def test_a_file_that_is_no_archive_fails_in_words_and_writes_nothing(
    uploads: Path, carole: User
) -> None:
    upload = SimpleUploadedFile("fiches.zip", b"PK not a zip")
    run = services.start_import(upload=upload, requested_by=carole, publish=True)
    services.run_import(run=run)
    run.refresh_from_db()
    assert (run.status, bool(run.error)) == (ImportStatus.FAILED, True)
    assert not SheetRevision.objects.exists()


@transactional
def test_an_import_cancelled_before_its_turn_writes_nothing(uploads: Path, carole: User) -> None:
    run = services.start_import(upload=archive(), requested_by=carole, publish=True)
    assert cancel_import(run=run)
    run.refresh_from_db()
    services.run_import(run=run)
    run.refresh_from_db()
    assert run.status == ImportStatus.CANCELLED
    assert not SheetRevision.objects.exists()


@transactional
def test_a_stopped_import_goes_on_from_its_page(uploads: Path, carole: User) -> None:
    run = services.start_import(upload=archive(), requested_by=carole, publish=True)
    cancel_import(run=run)
    run.refresh_from_db()
    services.run_import(run=run)
    assert services.go_on_with_import(run=run)
    assert not services.go_on_with_import(run=run)
    run.refresh_from_db()
    services.run_import(run=run)
    run.refresh_from_db()
    assert (run.status, run.report["created"]) == (ImportStatus.DONE, 3)
    assert list(uploads.iterdir()) == []


@transactional
def test_the_daily_import_is_off_by_default_and_says_why_it_failed(settings) -> None:
    settings.OFFICIAL_FEED_URL = ""
    run = services.import_official_feed()
    assert (run.status, "OFFICIAL_FEED_URL" in run.error) == (ImportStatus.FAILED, True)


def _answer_quoting(passage: Passage, author: User) -> Answer:
    answer = AnswerFactory(question__conversation__author=author)
    source = AnswerSourceFactory(
        answer=answer,
        sheet_id=passage.revision.sheet.external_id,
        sheet_title=passage.revision.title,
        text=passage.text,
        text_hash=passage.text_hash,
    )
    CitationFactory(sentence=AnswerSentenceFactory(answer=answer), source=source)
    return answer


@pytest.fixture
def passages(db: None) -> list[Passage]:
    """A cost and a delay of the published F303."""
    revision = RevisionFactory(sheet=SheetFactory(external_id="F303"))
    return [
        PassageFactory(revision=revision, position=0, text="Cela coûte 25 €."),
        PassageFactory(revision=revision, position=1, text="Le délai est de 10 jours."),
    ]


def _publish_new_cost(passages: list[Passage], approver: User) -> None:
    revision = RevisionFactory(
        sheet=passages[0].revision.sheet, number=2, status=RevisionStatus.IN_REVIEW
    )
    PassageFactory(revision=revision, position=0, text="Cela coûte 30 €.")
    PassageFactory(revision=revision, position=1, text=passages[1].text)
    publish_revision(revision=revision, approver=approver)


def test_authors_of_answers_that_quote_what_changed_are_told_and_others_are_not(
    passages: list[Passage], alice: User, david: User, carole: User
) -> None:
    quoting = [_answer_quoting(passages[0], alice) for _ in range(3)]
    untouched = _answer_quoting(passages[1], david)
    _publish_new_cost(passages, carole)
    sheet_ids = [passages[0].revision.sheet_id]
    assert services.recall_answers(sheet_ids=sheet_ids) == 3
    notices = Notice.objects.filter(kind=NoticeKind.SHEET_CHANGED)
    assert {notice.recipient for notice in notices} == {alice}
    assert {notice.url for notice in notices} == {
        f"/echanges/{answer.conversation_id}/" for answer in quoting
    }
    outdated = Answer.objects.with_outdated().filter(is_outdated=True)
    assert set(outdated) == set(quoting)
    assert untouched not in outdated
    assert AuditEvent.objects.get(kind=EventKind.ANSWERS_RECALLED).payload == {"exchanges": 3}


def test_the_settled_review_of_a_recalled_answer_is_opened_again(
    passages: list[Passage], alice: User, bob: User, carole: User
) -> None:
    quoting, other = _answer_quoting(passages[0], alice), _answer_quoting(passages[1], alice)
    for answer in (quoting, other):
        judge(answer, bob)
        assert ReviewItem.objects.get(pk=answer.pk).stage == ReviewStage.DONE
    _publish_new_cost(passages, carole)
    services.recall_answers(sheet_ids=[passages[0].revision.sheet_id])
    item = ReviewItem.objects.get(pk=quoting.pk)
    assert (item.stage, item.verdict) == (ReviewStage.FIRST, "")
    assert RiskReason.SHEET_CHANGED in item.reasons
    assert ReviewItem.objects.get(pk=other.pk).stage == ReviewStage.DONE
    assert AuditEvent.objects.filter(kind=EventKind.REVIEWS_REOPENED).count() == 1
    again = judge(quoting, bob, verdict="right")
    assert (again.is_current, ReviewItem.objects.get(pk=quoting.pk).verdict) == (True, "right")


def test_a_later_change_does_not_tell_again_of_what_was_outdated_before(
    passages: list[Passage], alice: User, carole: User
) -> None:
    _answer_quoting(passages[0], alice)
    _publish_new_cost(passages, carole)
    sheet = passages[0].revision.sheet
    assert services.recall_answers(sheet_ids=[sheet.pk]) == 1
    withdraw_sheet(sheet=sheet, withdrawn_by=carole, reason="Supprimée")
    assert services.recall_answers(sheet_ids=[sheet.pk]) == 0


def test_a_withdrawn_sheet_recalls_all_that_quote_it(
    passages: list[Passage], alice: User, david: User, carole: User
) -> None:
    _answer_quoting(passages[0], alice)
    _answer_quoting(passages[1], david)
    sheet = passages[0].revision.sheet
    withdraw_sheet(sheet=sheet, withdrawn_by=carole, reason="Supprimée")
    assert services.recall_answers(sheet_ids=[sheet.pk]) == 2
