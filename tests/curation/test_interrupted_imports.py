"""Imports whose process was killed, and the files of those that nobody resumes."""

import os
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from apps.accounts.models import User
from apps.curation import services
from apps.sheets.enums import ImportStatus
from apps.sheets.models import SheetImport
from apps.sheets.services import cancel_import
from tests.curation.test_services import archive, uploads
from tests.support.database import transactional

__all__ = ["uploads"]


def _killed(run: SheetImport, *, silent: timedelta = timedelta(minutes=6)) -> datetime:
    """As a SIGKILL leaves its row: running, and moving no more."""
    now = timezone.now()
    SheetImport.objects.filter(pk=run.pk).update(
        status=ImportStatus.RUNNING, progressed_at=now - silent, done=1
    )
    return now


def _jobs(run: SheetImport) -> int:
    return ProcrastinateJob.objects.filter(args={"import_id": str(run.pk)}).count()


@pytest.fixture
def run(uploads: Path, carole: User) -> SheetImport:
    return services.start_import(upload=archive(), requested_by=carole, publish=True)


@transactional
def test_an_import_that_was_killed_is_taken_up_again_and_ends(
    uploads: Path, run: SheetImport
) -> None:
    now = _killed(run)
    assert services.resume_dead_imports(now=now) == 1
    assert services.resume_dead_imports(now=now) == 0, "queued once"
    assert _jobs(run) == 2
    run.refresh_from_db()
    assert (run.status, run.done) == (ImportStatus.QUEUED, 0)
    services.run_import(run=run)
    run.refresh_from_db()
    assert (run.status, run.report["created"]) == (ImportStatus.DONE, 3)
    assert list(uploads.iterdir()) == []


@transactional
def test_an_import_that_moves_is_left_alone(run: SheetImport) -> None:
    now = _killed(run, silent=timedelta(minutes=2))
    assert services.resume_dead_imports(now=now) == 0
    run.refresh_from_db()
    assert run.status == ImportStatus.RUNNING


@transactional
def test_an_import_that_kills_its_process_each_time_is_given_up_in_words(run: SheetImport) -> None:
    for expected in (1, 1, 1, 0):
        assert services.resume_dead_imports(now=_killed(run)) == expected
    run.refresh_from_db()
    assert (run.status, "interrompu" in run.error) == (ImportStatus.FAILED, True)
    assert services.go_on_with_import(run=run), "its file is kept: a person may still resume it"


@transactional
def test_a_killed_import_without_its_file_is_said_to_be_interrupted(settings, tmp_path) -> None:
    settings.LOCAL_FOLDER = tmp_path
    daily = SheetImport.objects.create(file_name="vosdroits-latest.zip")
    assert services.resume_dead_imports(now=_killed(daily)) == 0
    daily.refresh_from_db()
    assert daily.status == ImportStatus.FAILED
    assert daily.finished_at is not None
    assert _jobs(daily) == 0


@transactional
def test_the_file_of_a_stopped_import_goes_after_a_week(uploads: Path, run: SheetImport) -> None:
    cancel_import(run=run)
    week = timezone.now() + timedelta(days=7, minutes=1)
    assert services.purge_uploads(now=timezone.now() + timedelta(days=6)) == 0
    assert services.purge_uploads(now=week) == 1
    assert list(uploads.iterdir()) == []
    run.refresh_from_db()
    assert not services.go_on_with_import(run=run)


@transactional
def test_the_file_of_an_import_that_is_not_over_stays(uploads: Path, run: SheetImport) -> None:
    assert services.purge_uploads(now=timezone.now() + timedelta(days=30)) == 0
    assert (uploads / str(run.pk) / run.file_name).exists()


@transactional
def test_a_folder_of_no_import_goes_and_what_is_not_ours_stays(uploads: Path) -> None:
    for name in ("5b0f0a52-0000-4000-8000-000000000000", "a-ranger"):
        (uploads / name).mkdir(parents=True)
        os.utime(uploads / name, (0, 0))
    assert services.purge_uploads(now=timezone.now()) == 1
    assert [path.name for path in uploads.iterdir()] == ["a-ranger"]
