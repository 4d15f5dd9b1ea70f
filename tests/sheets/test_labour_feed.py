"""The feed of travail-emploi.gouv.fr, dry runs, and a stopped import that goes on."""

import gzip
import json
from pathlib import Path

import pytest

from apps.sheets.enums import RevisionStatus
from apps.sheets.models import Sheet, SheetImport, SheetRevision
from apps.sheets.parsing.archive import ArchiveRefusal
from apps.sheets.services import import_sheets
from tests.support.database import transactional


def row(number: int, price: int = 25, **changes: object) -> dict[str, object]:
    section = {"title": "Coût", "anchor": "cout", "html": f"<p>Cela coûte <b>{price} €</b>.</p>"}
    return {
        "pubId": f"article{number}",
        "title": f"Le contrat {number}",
        "date": "13/11/2025",
        "description": "Résumé",
        "intro": "<p>Un contrat se signe.</p>",
        "url": f"https://travail-emploi.gouv.fr/contrat-{number}",
        "sections": [section],
        **changes,
    }


def feed(folder: Path, *rows: dict[str, object]) -> Path:
    path = folder / "fiches-travail-202603.json.gz"
    path.write_bytes(gzip.compress(json.dumps(list(rows)).encode()))
    return path


@transactional
def test_sheets_of_the_ministry_of_labour_are_imported_through_the_same_command(
    tmp_path: Path,
) -> None:
    report = import_sheets(path=feed(tmp_path, row(1), row(2)), publish=True)
    assert (report.created, report.refused) == (2, [])
    revision = SheetRevision.objects.published().get(sheet__external_id="TE1")
    assert (revision.author_label, revision.sheet.source) == (
        "Import travail-emploi",
        "travail-emploi",
    )
    assert [p.text for p in revision.passages.all()] == [
        "Un contrat se signe.",
        "Cela coûte 25 €.",
    ]
    assert "travail-emploi.gouv.fr" in revision.attribution


@transactional
def test_a_sheet_that_the_feed_no_longer_holds_is_withdrawn_and_the_others_stay(
    tmp_path: Path,
) -> None:
    rows = [row(number) for number in range(1, 21)]
    import_sheets(path=feed(tmp_path, *rows), publish=True)
    report = import_sheets(path=feed(tmp_path, *rows[1:]), publish=True)
    assert (report.unchanged, report.withdrawn) == (19, 1)


@transactional
def test_a_broken_sheet_of_the_feed_is_refused_alone(tmp_path: Path) -> None:
    broken = row(3, date="hier")
    report = import_sheets(path=feed(tmp_path, row(1), broken), publish=True)
    assert report.created == 1
    [refusal] = report.refused
    assert refusal.file == "TE3.json"


@pytest.mark.parametrize("raw", [b"", b"{", b"{}", b"[]", b"\x1f\x8b broken"])
@transactional
def test_a_file_that_is_no_such_feed_is_refused_whole(tmp_path: Path, raw: bytes) -> None:
    path = tmp_path / "fiches.json"
    path.write_bytes(raw)
    with pytest.raises(ArchiveRefusal):
        import_sheets(path=path, publish=True)
    assert not Sheet.objects.exists()


@transactional
def test_a_dry_run_says_what_would_change_by_section_and_writes_nothing(tmp_path: Path) -> None:
    """A-03"""
    rows = [row(number) for number in range(1, 21)]
    import_sheets(path=feed(tmp_path, *rows), publish=True)
    changed = [row(2, price=30), *rows[2:], row(99)]
    report = import_sheets(path=feed(tmp_path, *changed), publish=True, is_dry_run=True)
    assert (report.created, report.updated, report.unchanged, report.withdrawn) == (1, 1, 18, 1)
    assert report.plan == {
        "added": [{"sheet": "TE99", "title": "Le contrat 99"}],
        "changed": [{"sheet": "TE2", "title": "Le contrat 2", "sections": ["Coût"]}],
        "withdrawn": [{"sheet": "TE1"}],
    }
    assert SheetRevision.objects.count() == 20
    assert SheetRevision.objects.filter(status=RevisionStatus.PUBLISHED).count() == 20
    run = SheetImport.objects.get(is_dry_run=True)
    assert run.report["plan"] == report.plan


@pytest.mark.shared_data
@transactional
def test_the_real_feed_of_the_ministry_is_read_whole(shared_folder: Path) -> None:
    report = import_sheets(path=shared_folder / "data" / "fiches-travail-202603.json.gz")
    assert (report.seen, report.created, report.refused) == (269, 269, [])
