"""Children that parse: one that hangs, dies or runs out of memory costs one file."""

import os
import signal
import subprocess
import sys

from apps.sheets.parsing.parsed import ParsedSheet, ParseRefusal
from apps.sheets.parsing.pool import ParsingPool
from tests.sheets.samples import sheet, sheets


def test_files_come_back_parsed_and_in_order() -> None:
    files = list(sheets(40).items())
    with ParsingPool(2) as pool:
        outcomes = list(pool.parse(files))
    assert [(name, raw) for name, raw, _ in outcomes] == files
    assert all(isinstance(parsed, ParsedSheet) for _, _, parsed in outcomes)


def test_a_refusal_comes_back_with_its_line() -> None:
    with ParsingPool(1) as pool:
        [(_, _, refusal)] = pool.parse([("F1.xml", b"<a>\n<b></a>")])
    assert isinstance(refusal, ParseRefusal)
    assert (refusal.file, refusal.line) == ("F1.xml", 2)


def test_a_file_that_takes_too_long_is_refused_and_the_next_one_read() -> None:
    with ParsingPool(1, seconds=0.0) as pool:
        [(_, _, slow)] = pool.parse([("F1.xml", sheet())])
    assert isinstance(slow, ParseRefusal)
    assert "secondes" in slow.reason


def test_a_child_that_dies_costs_one_file() -> None:
    with ParsingPool(1) as pool:
        list(pool.parse([("F1.xml", sheet())]))
        [child] = pool._children
        assert child._process is not None
        os.kill(child._process.pid, signal.SIGKILL)
        child._process.wait()
        outcomes = list(pool.parse([("F1.xml", sheet()), ("F2.xml", sheet(id="F2"))]))
    kinds = [type(parsed) for _, _, parsed in outcomes]
    assert kinds == [ParseRefusal, ParsedSheet]


def test_a_file_that_needs_too_much_memory_is_refused() -> None:
    paragraphs = b"<Paragraphe>" + b"mot " * 400_000 + b"</Paragraphe>"
    huge = sheet().replace(b"<Texte>", b"<Texte>" + paragraphs * 30)
    with ParsingPool(1) as pool:
        outcomes = list(pool.parse([("F1.xml", huge), ("F2.xml", sheet(id="F2"))]))
    assert isinstance(outcomes[0][2], ParseRefusal)
    assert isinstance(outcomes[1][2], ParsedSheet)


def test_the_child_loads_no_django() -> None:
    code = "import sys, apps.sheets.parsing.worker; sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
