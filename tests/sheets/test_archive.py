"""Archives are read without trust: nothing is extracted, bytes are counted."""

import stat
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from apps.sheets.parsing.archive import ArchiveLimits, ArchiveRefusal, Source, open_source
from tests.sheets.samples import archive, node, sheet, sheets

LIMITS = ArchiveLimits(members=50, total_bytes=1_000_000, member_bytes=100_000, ratio=100)


def read(source: Source) -> dict[str, bytes]:
    return dict(source.read(source.names))


def test_it_reads_a_zip_a_folder_and_a_file_alike(tmp_path: Path) -> None:
    files = {**sheets(2), "N358.xml": node()}
    folder = tmp_path / "dossier"
    folder.mkdir()
    for name, raw in files.items():
        (folder / name).write_bytes(raw)
    zipped = open_source(archive(tmp_path, files), LIMITS)
    unfolded = open_source(folder, LIMITS)
    alone = open_source(folder / "F1.xml", LIMITS)
    assert read(zipped) == read(unfolded) == files
    assert read(alone) == {"F1.xml": files["F1.xml"]}
    assert (zipped.is_whole, unfolded.is_whole, alone.is_whole) == (True, True, False)
    assert zipped.file_date == date(2026, 1, 20)


def test_it_ignores_folders_in_names_pictures_and_other_files(tmp_path: Path) -> None:
    files = {
        "../../etc/F1.xml": sheet(),
        "C:\\temp\\F2.xml": sheet(id="F2"),
        "I12.jpg": b"image",
        "F3.xml.exe": b"x",
        "arborescence.xml": b"<a/>",
    }
    source = open_source(archive(tmp_path, files), LIMITS)
    assert sorted(read(source)) == ["F1.xml", "F2.xml"]
    assert not (tmp_path.parent / "etc").exists()


def test_it_refuses_a_name_given_twice(tmp_path: Path) -> None:
    source = open_source(archive(tmp_path, {"F1.xml": sheet(), "a/F1.xml": sheet()}), LIMITS)
    assert list(read(source)) == ["F1.xml"]
    assert [(each.file, "deux fois" in each.reason) for each in source.refusals] == [
        ("F1.xml", True)
    ]


def test_it_refuses_symbolic_links_in_a_zip_and_in_a_folder(tmp_path: Path) -> None:
    path = tmp_path / "lien.zip"
    info = zipfile.ZipInfo("F1.xml")
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(path, "w") as target:
        target.writestr(info, "/etc/passwd")
    folder = tmp_path / "dossier"
    folder.mkdir()
    (folder / "F2.xml").symlink_to("/etc/passwd")
    for source in (open_source(path, LIMITS), open_source(folder, LIMITS)):
        assert read(source) == {}
        assert ["lien" in each.reason for each in source.refusals] == [True]


def test_it_refuses_a_member_that_unfolds_too_much_or_is_too_big(tmp_path: Path) -> None:
    bomb = archive(tmp_path, {"F1.xml": b"a" * 90_000, "F2.xml": sheet(id="F2")}, "bombe.zip")
    source = open_source(bomb, LIMITS)
    assert list(read(source)) == ["F2.xml"]
    assert [each.file for each in source.refusals] == ["F1.xml"]
    big = tmp_path / "F3.xml"
    big.write_bytes(b"a" * 100_001)
    source = open_source(big, LIMITS)
    assert read(source) == {}
    assert "dépasse" in source.refusals[0].reason


def test_the_declared_size_of_a_member_is_not_believed(tmp_path: Path) -> None:
    path = archive(tmp_path, {"F1.xml": b"a" * 90_000, "F2.xml": sheet(id="F2")}, "menteur.zip")
    raw = path.read_bytes().replace((90_000).to_bytes(4, "little"), (9).to_bytes(4, "little"))
    path.write_bytes(raw)
    source = open_source(path, LIMITS)
    assert list(read(source)) == ["F2.xml"]
    assert [each.file for each in source.refusals] == ["F1.xml"]


def test_a_damaged_member_is_refused_alone(tmp_path: Path) -> None:
    path = archive(tmp_path, {"F1.xml": sheet(), "F2.xml": sheet(id="F2")})
    raw = bytearray(path.read_bytes())
    raw[60:90] = bytes(30)
    path.write_bytes(raw)
    source = open_source(path, LIMITS)
    assert list(read(source)) == ["F2.xml"]
    assert ["abîmé" in each.reason for each in source.refusals] == [True]


@pytest.mark.parametrize(
    ("limits", "reason"),
    [(replace(LIMITS, members=2), "plus de 2"), (replace(LIMITS, total_bytes=1_000), "dépasse")],
)
def test_it_refuses_an_archive_beyond_the_limits(
    tmp_path: Path, limits: ArchiveLimits, reason: str
) -> None:
    with pytest.raises(ArchiveRefusal, match=reason):
        open_source(archive(tmp_path, sheets(3)), limits)


@pytest.mark.parametrize(
    ("name", "raw", "reason"),
    [
        ("absent.zip", None, "introuvable"),
        ("texte.zip", b"bonjour", "pas un zip"),
        ("coupe.zip", b"PK\x03\x04" + bytes(40), "pas un zip"),
        ("page.html", b"<html>", "pas un zip"),
        ("fiche.xml", sheet(), "n’est pas de la forme"),
    ],
)
def test_it_refuses_what_is_no_archive(
    tmp_path: Path, name: str, raw: bytes | None, reason: str
) -> None:
    if raw is not None:
        (tmp_path / name).write_bytes(raw)
    with pytest.raises(ArchiveRefusal, match=reason):
        open_source(tmp_path / name, LIMITS)


def test_it_refuses_an_archive_without_a_sheet(tmp_path: Path) -> None:
    with pytest.raises(ArchiveRefusal, match="aucune fiche"):
        open_source(archive(tmp_path, {"lisezmoi.txt": b"x", "dans.zip": b"PK"}), LIMITS)
