"""Counts of three imports of the official feed, to the unit: with withdrawn sheets, without,
then two updates. The whole archives' counts are in docs/curation.md."""

import zipfile
from pathlib import Path

import pytest

from apps.sheets.enums import RevisionStatus
from apps.sheets.models import SheetRevision
from apps.sheets.services import ImportReport, import_sheets

pytestmark = [pytest.mark.shared_data, pytest.mark.django_db]
KEPT = 300  # sheets of the archive: the 29 withdrawn are then less than a tenth of all
UPDATED = ("F303.xml", "F2918.xml")


def _is_sheet(name: str) -> bool:
    return name.startswith("F") and name.endswith(".xml")


def _packed(path: Path, *parts: tuple[Path, list[str]]) -> Path:
    """A zip with these members of other zips."""
    with zipfile.ZipFile(path, "w") as packed:
        for source, names in parts:
            with zipfile.ZipFile(source) as opened:
                for name in names:
                    packed.writestr(name, opened.read(name))
    return path


def _counts(report: ImportReport) -> tuple[int, int, int, int]:
    assert report.refused == []
    return report.created, report.updated, report.unchanged, report.withdrawn


def test_each_count_of_three_imports_is_explained(shared_folder: Path, tmp_path: Path) -> None:
    """A-03: added, changed, removed."""
    data = shared_folder / "data"
    archive, gone = data / "vosdroits-part-20201112.zip", data / "vosdroits-part-withdrawn.zip"
    others = [n for n in sorted(zipfile.ZipFile(archive).namelist()) if _is_sheet(n)]
    kept = [*UPDATED, *[n for n in others if n not in UPDATED]][:KEPT]
    old = [n for n in zipfile.ZipFile(gone).namelist() if _is_sheet(n)]
    assert set(old).isdisjoint(others)
    assert len(old) == 29

    both = _packed(tmp_path / "vosdroits-both.zip", (archive, kept), (gone, old))
    alone = _packed(tmp_path / "vosdroits-alone.zip", (archive, kept))
    assert _counts(import_sheets(path=both, publish=True)) == (329, 0, 0, 0)
    assert _counts(import_sheets(path=alone, publish=True)) == (0, 0, 300, 29)
    withdrawn = SheetRevision.objects.filter(status=RevisionStatus.WITHDRAWN)
    names = withdrawn.values_list("sheet__external_id", flat=True)
    assert sorted(f"{name}.xml" for name in names) == sorted(old)
    assert _counts(import_sheets(path=data / "updates", publish=True)) == (0, 2, 0, 0)
    assert SheetRevision.objects.published().count() == 300
    assert SheetRevision.objects.filter(status=RevisionStatus.SUPERSEDED).count() == 2
