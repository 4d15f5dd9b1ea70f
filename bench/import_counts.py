"""Counts of three imports of the whole official archive, each explained to the unit:

python -m bench.import_counts ../shared/data [--json]

The archive together with the sheets withdrawn since, the archive alone, then the updates, into a
database made for it and dropped. Each count is worked out beforehand from the files alone, by
identifier and digest, and compared with what the import reports; exit code 1 when they differ.
"""

import argparse
import hashlib
import json
import os
import sys
import tempfile
import time
import zipfile
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
os.environ.setdefault("TEST_DB_SUFFIX", "_import_counts")
django.setup()

from django.db import connections
from django.test.utils import setup_databases, teardown_databases

from apps.sheets.services import import_sheets

Digests = dict[str, str]


def sheets_of(*sources: Path) -> Digests:
    """The digest of each sheet (files F…) of archives and folders; the last of a name counts."""
    found = {}
    for source in sources:
        if source.is_dir():
            members = {path.name: path.read_bytes() for path in source.glob("*.xml")}
        else:
            with zipfile.ZipFile(source) as opened:
                members = {name: opened.read(name) for name in opened.namelist()}
        found |= {
            Path(name).stem: hashlib.sha256(raw).hexdigest()
            for name, raw in members.items()
            if Path(name).name.startswith("F") and name.endswith(".xml")
        }
    return found


def expected(known: Digests, given: Digests, is_whole: bool) -> dict[str, list[str]]:
    """What an import must report, from the files alone."""
    return {
        "created": sorted(given.keys() - known.keys()),
        "updated": sorted(n for n in given.keys() & known.keys() if given[n] != known[n]),
        "unchanged": sorted(n for n in given.keys() & known.keys() if given[n] == known[n]),
        "withdrawn": sorted(known.keys() - given.keys()) if is_whole else [],
    }


def compare(title: str, path: Path, wanted: dict[str, list[str]]) -> dict[str, object]:
    """Import, and set the two counts side by side."""
    started = time.perf_counter()
    report = import_sheets(path=path, publish=True)
    counts = {name: getattr(report, name) for name in wanted}
    return {
        "import": title,
        "seen": report.seen,
        "counts": counts,
        "refused": [each.as_row() for each in report.refused],
        "agrees": counts == {name: len(names) for name, names in wanted.items()},
        "few": {name: names for name, names in wanted.items() if 0 < len(names) <= 40},
        "seconds": round(time.perf_counter() - started, 1),
    }


def packed(path: Path, *sources: Path) -> Path:
    """One archive of several; a name met again is left out."""
    with zipfile.ZipFile(path, "w") as whole:
        for source in sources:
            with zipfile.ZipFile(source) as opened:
                for name in opened.namelist():
                    if name not in whole.namelist():
                        whole.writestr(name, opened.read(name))
    return path


def run(data: Path) -> list[dict[str, object]]:
    archive, gone = data / "vosdroits-part-20201112.zip", data / "vosdroits-part-withdrawn.zip"
    updates = data / "updates"
    with tempfile.TemporaryDirectory() as folder:
        both = packed(Path(folder) / "vosdroits-both.zip", archive, gone)
        old, now = sheets_of(archive, gone), sheets_of(archive)
        steps = [
            ("archive and withdrawn sheets", both, expected({}, old, is_whole=True)),
            ("archive alone", archive, expected(old, now, is_whole=True)),
            ("updates", updates, expected(now, sheets_of(updates), is_whole=False)),
        ]
        return [compare(*step) for step in steps]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    options = parser.parse_args()
    names = setup_databases(verbosity=0, interactive=False)
    try:
        found = run(options.data)
    finally:
        connections.close_all()
        teardown_databases(names, verbosity=0)
    print(json.dumps(found, indent=2, ensure_ascii=False))
    sys.exit(0 if all(each["agrees"] for each in found) else 1)


if __name__ == "__main__":
    main()
