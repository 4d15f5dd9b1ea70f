"""docs/accessibility.md has a line for each criterion, and the public page gives its sums."""

import ast
import re
from collections import Counter
from functools import cache
from pathlib import Path

from django.conf import settings

from apps.operations.texts import default_source

ROOT = Path(settings.BASE_DIR)
TEXT = (ROOT / "docs" / "accessibility.md").read_text("utf-8")
PAGE = default_source("accessibility", "fr").replace("\u00a0", " ")
# How many criteria each theme of RGAA 4.1.2 has.
CRITERIA = {1: 9, 2: 2, 3: 3, 4: 13, 5: 8, 6: 2, 7: 5, 8: 10, 9: 4, 10: 14, 11: 13, 12: 11, 13: 12}
STATES = ("conforme", "non conforme", "non applicable")
ROW = re.compile(r"^\| (\d+\.\d+) \| [^|]+ \| ([a-z ]+) \| ([^|]+) \| ([^|]*) \|$", re.M)
SUM = re.compile(r"^\| (\d+)\. [^|]+ \| (\d+) \| (\d+) \| (\d+) \| ([\d,]+ %|—) \|$", re.M)
ROWS = ROW.findall(TEXT)


def _rate(conforming: int, failing: int) -> str:
    """As RGAA counts it: what does not apply counts for nothing."""
    share = 100 * conforming / (conforming + failing)
    return f"{share:.1f}".replace(".", ",") + " %"


@cache
def _names_of_tests() -> frozenset[str]:
    trees = (ast.parse(path.read_text("utf-8")) for path in (ROOT / "tests").rglob("test_*.py"))
    functions = (node for tree in trees for node in ast.walk(tree))
    return frozenset(one.name for one in functions if isinstance(one, ast.FunctionDef))


def test_every_criterion_has_its_line_and_a_state() -> None:
    """X-04."""
    asked = [f"{theme}.{each + 1}" for theme, most in CRITERIA.items() for each in range(most)]
    assert len(asked) == 106
    assert [row[0] for row in ROWS] == asked
    assert {row[1] for row in ROWS} <= set(STATES)


def test_what_fails_or_does_not_apply_says_why() -> None:
    assert [row[0] for row in ROWS if row[1] != "conforme" and not row[3].strip()] == []


def test_the_public_page_gives_the_sums_of_the_table() -> None:
    """X-04."""
    states = Counter(row[1] for row in ROWS)
    good, bad, without = (states[state] for state in STATES)
    rate = _rate(good, bad)
    assert f"{good} critères conformes, {bad} non conforme" in PAGE
    assert f"{without} non applicables : {rate} des {good + bad} critères applicables" in PAGE
    unheard = [row for row in ROWS if row[1] == "conforme" and "◦" in row[2]]
    assert f"{len(unheard)} des critères jugés conformes" in PAGE
    assert f"le taux serait de {_rate(good - len(unheard), bad + len(unheard))}" in PAGE


def test_each_theme_of_the_public_page_counts_its_criteria() -> None:
    """X-04."""
    shown = {int(row[0]): row[1:] for row in SUM.findall(PAGE)}
    assert list(shown) == list(CRITERIA)
    for theme, (*counts, rate) in shown.items():
        states = Counter(row[1] for row in ROWS if row[0].startswith(f"{theme}."))
        good, bad, without = (states[state] for state in STATES)
        assert [int(each) for each in counts] == [good, bad, without]
        assert rate == (_rate(good, bad) if good + bad else "—")


def test_each_failing_criterion_is_told_to_the_public() -> None:
    for row in ROWS:
        assert (f"**{row[0]}, " in PAGE) == (row[1] == "non conforme"), row[0]


def test_every_test_that_the_table_names_exists() -> None:
    named = set(re.findall(r"`(test_\w+)`", TEXT))
    assert len(named) > 5
    assert named <= _names_of_tests()
