"""docs/requirements.md: every number has its line, every test named exists."""

import ast
import re
from functools import cache
from pathlib import Path

from django.conf import settings

ROOT = Path(settings.BASE_DIR)
TEXT = (ROOT / "docs" / "requirements.md").read_text("utf-8")
RANGE = re.compile(r"\b([CSAOX])-(\d\d) to \1-(\d\d)\b")
ROW = re.compile(r"^\| ([CSAOX]-\d\d) \| [^|]+ \| (proved|in part|not built) \| ?(.*) ?\|$", re.M)
NAMED = re.compile(r"`([\w/]+\.py)::(\w+)`")


@cache
def _tests_of(path: str) -> frozenset[str]:
    file = ROOT / "tests" / path
    if not file.exists():
        return frozenset()
    functions = (ast.FunctionDef, ast.AsyncFunctionDef)
    tree = ast.parse(file.read_text("utf-8"))
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, functions))


def test_every_number_has_one_line() -> None:
    numbers = [
        f"{letter}-{number:02}"
        for letter, first, last in RANGE.findall(TEXT)
        for number in range(int(first), int(last) + 1)
    ]
    assert len(numbers) == 89
    assert sorted(row[0] for row in ROW.findall(TEXT)) == sorted(numbers)


def test_every_test_named_exists() -> None:
    named = NAMED.findall(TEXT)
    assert TEXT.count("::test_") == len(named)
    missing = [f"{path}::{name}" for path, name in named if name not in _tests_of(path)]
    assert missing == []


def test_what_is_said_to_be_proved_names_a_test() -> None:
    bare = [
        number
        for number, state, tests in ROW.findall(TEXT)
        if state != "not built" and not NAMED.search(tests)
    ]
    assert bare == []


def test_what_is_proved_in_part_says_what_is_missing() -> None:
    silent = [
        number
        for number, state, tests in ROW.findall(TEXT)
        if state == "in part" and len(NAMED.sub("", tests).strip(" ,.;")) < 20
    ]
    assert silent == []
