"""Read a zip, a folder or one file without trusting it: nothing is extracted, bytes are counted."""

import os
import re
import stat
import zipfile
import zlib
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path, PurePosixPath

from apps.sheets.parsing.header import FILE_NAME
from apps.sheets.parsing.parsed import ParseRefusal
from apps.sheets.parsing.travail_emploi import is_labour_file, split_feed

INDEXES = ("redirections.xml", "idxDateModifImp.xml")
CHUNK = 65_536
FILE_DATE = re.compile(r"(?<!\d)(20\d{2})-?(\d{2})-?(\d{2})(?!\d)")
# What the standard library raises for a member that is damaged, encrypted or oddly compressed.
MEMBER_ERRORS = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError)


class ArchiveRefusal(Exception):
    """The whole input is refused; the message is in French."""


@dataclass(frozen=True, slots=True)
class ArchiveLimits:
    """Bounds of an archive: counts, bytes, and uncompressed over compressed size."""

    members: int
    total_bytes: int
    member_bytes: int
    ratio: int


@dataclass(slots=True)
class Source:
    """Files to import. `read()` yields each readable one; the others stand in `refusals` after it.

    `names` holds the names of the sheets, nodes and resources, before anything is read.
    """

    path: Path
    limits: ArchiveLimits
    names: tuple[str, ...]
    members: tuple["_Member", ...]
    is_whole: bool
    file_date: date | None
    refusals: list[ParseRefusal] = field(default_factory=list)
    _total: int = 0

    def read(self, names: Collection[str]) -> Iterator[tuple[str, bytes]]:
        """(name, bytes) of the named files.

        Raises ArchiveRefusal when the archive unfolds to more than the total allowed.
        """
        wanted = set(names)
        with _opened(self.path) as archive:
            for member in self.members:
                if member.name in wanted:
                    raw = self._read(archive, member)
                    if raw is not None:
                        yield member.name, raw

    def read_index(self, name: str) -> bytes | None:
        """Bytes of an index file of the official archive; None when it is not there."""
        with _opened(self.path) as archive:
            found = next((each for each in self.members if each.name == name), None)
            return None if found is None else self._read(archive, found)

    def _read(self, archive: zipfile.ZipFile | None, member: "_Member") -> bytes | None:
        try:
            raw = _read_member(archive, member, self.limits)
        except ParseRefusal as refusal:
            self.refusals.append(refusal)
            return None
        except MEMBER_ERRORS:
            reason = "Le fichier est abîmé ou chiffré dans l’archive."
            self.refusals.append(ParseRefusal(member.name, 0, reason))
            return None
        self._total += len(raw)
        if self._total > 2 * self.limits.total_bytes:  # each file may be read twice
            raise ArchiveRefusal(_too_big(self.limits))
        return raw


@dataclass(frozen=True, slots=True)
class _Member:
    name: str
    path: Path | None
    info: zipfile.ZipInfo | None
    is_link: bool
    raw: bytes | None = None  # of a feed that is one file: the sheet, cut out of it


def open_source(path: Path, limits: ArchiveLimits) -> Source:
    """Look at a zip, a folder or a file. Raises ArchiveRefusal when it cannot be imported."""
    if is_labour_file(path) and path.is_file():
        return _labour_source(path, limits)
    if path.is_dir():
        members = _members_of_folder(path, limits)
        # A folder of a few sheets is no feed: only one that also holds its themes is.
        is_whole = any(each.name[0] == "N" for each in members)
    elif path.suffix.lower() == ".xml" and path.is_file():
        if not FILE_NAME.match(path.name):
            raise ArchiveRefusal(f"Le nom « {path.name} » n’est pas de la forme F123.xml.")
        members, is_whole = [_Member(path.name, path, None, is_link=False)], False
    elif path.is_file():
        members, is_whole = _members_of_zip(path, limits), True
    else:
        raise ArchiveRefusal(f"« {path.name} » est introuvable.")
    unique, doubles = _unique(members)
    names = tuple(each.name for each in unique if FILE_NAME.match(each.name))
    if not names:
        raise ArchiveRefusal(f"« {path.name} » ne contient aucune fiche (F123.xml).")
    return Source(
        path=path,
        limits=limits,
        names=names,
        members=tuple(unique),
        is_whole=is_whole,
        file_date=_file_date(path),
        refusals=doubles,
    )


def _labour_source(path: Path, limits: ArchiveLimits) -> Source:
    """The feed of the ministry of Labour: one file, read as the archive of its sheets."""
    try:
        sheets = split_feed(path, limits.total_bytes // 10)
    except ValueError as error:
        raise ArchiveRefusal(str(error)) from error
    members = tuple(_Member(name, None, None, False, raw) for name, raw in sheets.items())
    _check_count(len(members), limits)
    return Source(
        path=path,
        limits=limits,
        names=tuple(sheets),
        members=members,
        is_whole=True,
        file_date=_file_date(path),
    )


def _members_of_folder(path: Path, limits: ArchiveLimits) -> list[_Member]:
    members = []
    for folder, _, names in os.walk(path, followlinks=False):
        for name in sorted(names):
            if name.endswith(".xml"):
                found = Path(folder) / name
                members.append(_Member(name, found, None, is_link=found.is_symlink()))
    _check_count(len(members), limits)
    return members


def _members_of_zip(path: Path, limits: ArchiveLimits) -> list[_Member]:
    try:
        with zipfile.ZipFile(path) as archive:
            infos = archive.infolist()
    except (*MEMBER_ERRORS, OSError, ValueError) as error:
        raise ArchiveRefusal(f"« {path.name} » n’est pas un zip lisible.") from error
    _check_count(len(infos), limits)
    if sum(info.file_size for info in infos) > limits.total_bytes:
        raise ArchiveRefusal(_too_big(limits))
    members = []
    for info in infos:
        name = PurePosixPath(info.filename.replace("\\", "/")).name  # its folder is ignored
        is_link = stat.S_ISLNK(info.external_attr >> 16)
        if name.endswith(".xml") and not info.is_dir():
            members.append(_Member(name, None, info, is_link))
    return members


def _unique(members: list[_Member]) -> tuple[list[_Member], list[ParseRefusal]]:
    """Sheets, nodes, resources and indexes, each name once; refusals for the repeated ones."""
    seen: dict[str, _Member] = {}
    doubles = []
    for member in members:
        if not FILE_NAME.match(member.name) and member.name not in INDEXES and len(members) > 1:
            continue
        if member.name in seen:
            reason = "Le même nom de fichier est présent deux fois."
            doubles.append(ParseRefusal(member.name, 0, reason))
        else:
            seen[member.name] = member
    return list(seen.values()), doubles


def _read_member(archive: zipfile.ZipFile | None, member: _Member, limits: ArchiveLimits) -> bytes:
    if member.raw is not None:
        return member.raw
    if member.is_link:
        raise ParseRefusal(member.name, 0, "Le fichier est un lien vers un autre fichier.")
    if member.info is None or archive is None:
        return _read_file(member, limits)
    # The declared size is the sender's word: count what really comes out.
    ceiling = min(limits.member_bytes, limits.ratio * max(member.info.compress_size, 1))
    chunks, size = [], 0
    with archive.open(member.info) as stream:
        while chunk := stream.read(CHUNK):
            size += len(chunk)
            if size > ceiling:
                reason = (
                    f"Le fichier dépasse {limits.member_bytes // 1_000_000} Mo"
                    f" ou se déplie plus de {limits.ratio} fois."
                )
                raise ParseRefusal(member.name, 0, reason)
            chunks.append(chunk)
    return b"".join(chunks)


def _read_file(member: _Member, limits: ArchiveLimits) -> bytes:
    if member.path is None:
        raise ParseRefusal(member.name, 0, "Le fichier est introuvable.")
    try:
        if member.path.stat().st_size > limits.member_bytes:
            size = limits.member_bytes // 1_000_000
            raise ParseRefusal(member.name, 0, f"Le fichier dépasse {size} Mo.")
        return member.path.read_bytes()
    except OSError as error:
        reason = f"Le fichier ne peut pas être lu : {error.strerror}."
        raise ParseRefusal(member.name, 0, reason) from error


def _check_count(count: int, limits: ArchiveLimits) -> None:
    if count > limits.members:
        raise ArchiveRefusal(f"L’archive contient plus de {limits.members} fichiers.")


def _too_big(limits: ArchiveLimits) -> str:
    return f"L’archive dépasse {limits.total_bytes // 1_000_000} Mo une fois dépliée."


def _file_date(path: Path) -> date | None:
    """Date in the name (vosdroits-part-20201112.zip), else the date of the file."""
    found = FILE_DATE.search(path.name)
    if found:
        try:
            return date(int(found[1]), int(found[2]), int(found[3]))
        except ValueError:
            pass
    return datetime.fromtimestamp(path.stat().st_mtime).astimezone().date()


class _opened:
    """A zip opened for reading, or None for a folder or a lone file."""

    def __init__(self, path: Path) -> None:
        self._is_zip = path.is_file() and path.suffix.lower() not in (".xml", ".json", ".gz")
        self._archive = zipfile.ZipFile(path) if self._is_zip else None

    def __enter__(self) -> zipfile.ZipFile | None:
        return self._archive

    def __exit__(self, *_: object) -> None:
        if self._archive is not None:
            self._archive.close()
