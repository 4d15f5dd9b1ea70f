"""The contract of `manage.py import_sheets`."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import httpx
import pytest
from django.core.management import CommandError, call_command

from apps.accounts.models import User
from apps.sheets.models import Sheet, SheetRevision
from apps.sheets.services import fetching
from tests.sheets.samples import archive, sheet, sheets

pytestmark = pytest.mark.django_db


def run(*arguments: object) -> dict[str, Any]:
    out = StringIO()
    call_command("import_sheets", *map(str, arguments), "--json", stdout=out)
    report: dict[str, Any] = json.loads(out.getvalue())
    return report


def test_it_prints_one_json_object(tmp_path: Path, carole: User) -> None:
    report = run(archive(tmp_path, sheets(2)), "--publish", "--approver", carole.email)
    assert report.pop("seconds") >= 0
    assert report == {
        "seen": 2,
        "created": 2,
        "updated": 0,
        "unchanged": 0,
        "withdrawn": 0,
        "refused": [],
        "passages": 2,
    }
    assert {row.approver for row in SheetRevision.objects.published()} == {carole}


def test_without_an_approver_it_names_the_operator_of_the_command(tmp_path: Path) -> None:
    run(archive(tmp_path, sheets(1)), "--publish")
    row = SheetRevision.objects.published().get()
    assert row.approver is None
    assert row.approver_label.startswith("Commande de ")


def test_a_refused_file_beside_good_ones_is_no_failure(tmp_path: Path) -> None:
    report = run(archive(tmp_path, {**sheets(2), "F9.xml": b"<a>\n</b>"}))
    [refusal] = report["refused"]
    assert (refusal["file"], refusal["line"], report["created"]) == ("F9.xml", 2, 2)


def test_bad_input_ends_with_code_2_and_its_reason(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = tmp_path / "F1.xml"
    bad.write_bytes(b"<Publication")
    for path in (bad, tmp_path / "absent.zip"):
        out = StringIO()
        with pytest.raises(SystemExit) as stopped:
            call_command("import_sheets", str(path), "--json", stdout=out)
        assert stopped.value.code == 2
        [refusal] = json.loads(out.getvalue())["refused"]
        assert refusal["file"] == path.name
        assert refusal["reason"]
    assert Sheet.objects.count() == 0


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["a.zip", "--official", "particuliers"],
        ["a.zip", "--approver", "personne@example.org"],
        ["a.zip", "--approver", "alice@example.org"],
        ["--official", "particuliers"],
        ["--official", "inconnu"],
    ],
)
def test_it_refuses_arguments_that_do_not_fit(alice: User, arguments: list[str]) -> None:
    with pytest.raises(CommandError) as refused:
        call_command("import_sheets", *arguments)
    assert refused.value.returncode == 2


def test_the_sentence_for_people_counts_everything(tmp_path: Path) -> None:
    out = StringIO()
    path = archive(tmp_path, {"F1.xml": sheet(), "F2.xml": b"<a"})
    call_command("import_sheets", str(path), stdout=out)
    assert "2 fiches lues : 1 nouvelles" in out.getvalue()
    assert "Refusé : F2.xml, ligne 1" in out.getvalue()


def test_it_downloads_the_official_archive_from_the_address_in_the_settings(
    tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.OFFICIAL_FEED_URL = "https://flux.example/{feed}/vosdroits-latest.zip"
    raw = archive(tmp_path, sheets(2)).read_bytes()
    asked = []

    def serve(request: httpx.Request) -> httpx.Response:
        asked.append(str(request.url))
        return httpx.Response(200, content=raw)

    client = httpx.Client(transport=httpx.MockTransport(serve))
    monkeypatch.setattr(
        fetching.httpx,
        "stream",
        lambda method, url, *, timeout, follow_redirects: client.stream(method, url),
    )
    assert run("--official", "particuliers", "--publish")["created"] == 2
    assert asked == ["https://flux.example/part/vosdroits-latest.zip"]
