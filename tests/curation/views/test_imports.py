"""Upload, progress, report, cancel."""

import uuid
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from apps.accounts.models import User
from apps.curation.enums import ImportTerms
from apps.sheets.enums import ImportStatus
from apps.sheets.models import SheetImport

Clients = Callable[[User], Client]
ZIP = b"PK\x05\x06" + b"\0" * 18


@pytest.fixture(autouse=True)
def uploads(settings, tmp_path: Path) -> Path:
    settings.LOCAL_FOLDER = tmp_path
    return tmp_path / "uploads"


def _send(client: Client, name: str, content: bytes, terms: str = ImportTerms.APPROVE_LATER):
    file = SimpleUploadedFile(name, content)
    return client.post("/administration/imports/nouveau/", {"file": file, "terms": terms})


def test_an_upload_leads_to_its_progress(client_of: Clients, carole: User, uploads: Path) -> None:
    response = _send(client_of(carole), "vosdroits.zip", ZIP)
    run = SheetImport.objects.get()
    assert response["Location"] == f"/administration/imports/{run.pk}/"
    assert (run.requested_by, run.publish, run.approver) == (carole, False, None)
    assert (uploads / str(run.pk) / "vosdroits.zip").read_bytes() == ZIP


def test_a_curator_who_approves_is_recorded_as_approver(client_of: Clients, carole: User) -> None:
    _send(client_of(carole), "vosdroits.zip", ZIP, ImportTerms.PUBLISH)
    run = SheetImport.objects.get()
    assert (run.publish, run.approver) == (True, carole)


@pytest.mark.parametrize(
    ("name", "content"),
    [("fiches.pdf", b"%PDF-1.7"), ("fiches.zip", b"<xml>"), ("F1.xml", ZIP), ("fiches.zip", b"")],
)
def test_it_refuses_what_is_neither_zip_nor_xml(
    client_of: Clients, carole: User, name: str, content: bytes
) -> None:
    response = _send(client_of(carole), name, content)
    assert response.status_code == 422
    assert response.context["form"].errors["file"]
    assert not SheetImport.objects.exists()


def test_it_refuses_a_file_that_is_too_large(client_of: Clients, carole: User, settings) -> None:
    settings.UPLOAD_MAX_BYTES = 10
    assert _send(client_of(carole), "fiches.zip", ZIP).status_code == 422
    assert not SheetImport.objects.exists()


def test_a_name_cannot_leave_the_folder_of_uploads(
    client_of: Clients, carole: User, uploads: Path
) -> None:
    _send(client_of(carole), "../../evil.zip", ZIP)
    assert [path.name for path in uploads.glob("*/*")] == ["evil.zip"]


def test_the_progress_is_polled_while_it_lasts(client_of: Clients, carole: User) -> None:
    run = SheetImport.objects.create(
        file_name="a.zip", status=ImportStatus.RUNNING, done=40, total=100
    )
    page = client_of(carole).get(f"/administration/imports/{run.pk}/").content.decode()
    assert 'hx-trigger="every 1s"' in page
    assert '<progress class="fs-progress" id="bar" value="40" max="100">' in page


def test_the_report_of_a_finished_import_is_polled_no_more(
    client_of: Clients, carole: User
) -> None:
    refused = [{"file": "F1.xml", "line": 12, "reason": "Balise mal fermée."}]
    run = SheetImport.objects.create(
        file_name="a.zip",
        status=ImportStatus.DONE,
        report={"seen": 3, "created": 2, "refused": refused},
        finished_at="2026-01-01T10:00:00Z",
    )
    response = client_of(carole).get(
        f"/administration/imports/{run.pk}/", headers={"HX-Request": "true"}
    )
    page = response.content.decode()
    assert "hx-trigger" not in page
    assert "<html" not in page
    assert "F1.xml" in page
    assert "Balise mal fermée." in page


def test_it_can_be_stopped(client_of: Clients, carole: User) -> None:
    run = SheetImport.objects.create(file_name="a.zip", status=ImportStatus.RUNNING)
    client_of(carole).post(f"/administration/imports/{run.pk}/arreter/")
    run.refresh_from_db()
    assert run.status == ImportStatus.CANCELLED


def test_an_unknown_import_is_not_found(client_of: Clients, carole: User) -> None:
    response = client_of(carole).get(f"/administration/imports/{uuid.uuid4()}/")
    assert response.status_code == 404


def test_it_refuses_a_counsellor(client_of: Clients, alice: User) -> None:
    assert _send(client_of(alice), "fiches.zip", ZIP).status_code == 403
    assert not SheetImport.objects.exists()
