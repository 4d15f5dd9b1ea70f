"""The rules of the house that no tool checks: sizes, names, templates, translations, documents."""

import ast
import re
import subprocess
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
FORBIDDEN_NAMES = {"utils", "core", "common", "helpers", "misc", "coreutils"}
MAX_FILE, MAX_TEST_FILE, MAX_FUNCTION, MAX_TEMPLATE = 400, 600, 40, 150


def _tracked(*patterns: str) -> list[Path]:
    listing = subprocess.run(
        ["git", "ls-files", "--", *patterns], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return [ROOT / name for name in listing.stdout.splitlines() if (ROOT / name).exists()]


def _python(*folders: str) -> list[Path]:
    return [
        path
        for path in _tracked(*(f"{folder}/*.py" for folder in folders))
        if "migrations" not in path.parts
    ]


def _lines(path: Path) -> int:
    return len(path.read_text("utf-8").splitlines())


def _name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_no_file_is_too_long() -> None:
    long = {_name(p): _lines(p) for p in _python("apps", "franceservices") if _lines(p) > MAX_FILE}
    long |= {_name(p): _lines(p) for p in _python("tests", "bench") if _lines(p) > MAX_TEST_FILE}
    assert long == {}


def test_no_function_is_too_long() -> None:
    long = {}
    for path in _python("apps", "franceservices"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or 0) - node.lineno + 1
                if length > MAX_FUNCTION:
                    long[f"{_name(path)}:{node.name}"] = length
    assert long == {}


def test_every_module_says_what_it_is_in_one_to_three_lines() -> None:
    silent = []
    for path in _python("apps", "franceservices", "tests", "bench"):
        tree = ast.parse(path.read_text("utf-8"))
        if not tree.body:
            continue
        text = ast.get_docstring(tree)
        if text is None or (_name(path).startswith("apps/") and len(text.splitlines()) > 12):
            silent.append(_name(path))
    assert silent == []


def test_no_module_has_a_name_that_says_nothing() -> None:
    vague = [
        _name(path)
        for path in _python("apps", "franceservices", "tests")
        if FORBIDDEN_NAMES & {part.removesuffix(".py") for part in path.relative_to(ROOT).parts}
    ]
    assert vague == []


def test_no_template_is_too_long() -> None:
    long = {_name(p): _lines(p) for p in _tracked("templates/*.html") if _lines(p) > MAX_TEMPLATE}
    assert long == {}


def test_no_template_holds_inline_script_style_or_handler() -> None:
    inline = re.compile(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=|javascript:", re.I)
    guilty = {
        _name(path): found.group()
        for path in _tracked("templates/*.html")
        if (found := inline.search(path.read_text("utf-8")))
    }
    assert guilty == {}


def test_every_template_is_used() -> None:
    sources = "\n".join(
        path.read_text("utf-8")
        for path in [*_python("apps", "franceservices"), *_tracked("templates/*.html")]
    )
    overridden = ("account/", "mfa/", "socialaccount/", "allauth/", "dsfr/", "django/")
    top_level = {"403.html", "403_csrf.html", "404.html", "500.html"}
    unused = []
    for path in _tracked("templates/*.html"):
        name = str(path.relative_to(ROOT / "templates"))
        known = name.startswith(overridden) or name in top_level
        if not known and f'"{name}' not in sources and f"'{name}" not in sources:
            unused.append(name)
    assert unused == []


@pytest.mark.parametrize("language", ["fr"])
def test_the_translations_are_complete(language: str) -> None:
    catalogue = ROOT / "locale" / language / "LC_MESSAGES" / "django.po"
    report = subprocess.run(
        ["msgfmt", "--statistics", "--output-file=/dev/null", str(catalogue)],
        capture_output=True,
        text=True,
        check=True,
    ).stderr
    assert "untranslated" not in report, report
    assert "fuzzy" not in report, report


def test_every_setting_is_documented() -> None:
    source = (ROOT / "franceservices" / "settings.py").read_text("utf-8")
    variables = set(re.findall(r'env(?:\.\w+)?\(\s*"([A-Z_]+)"', source))
    documented = set(re.findall(r"`([A-Z_]+)`", (ROOT / "docs" / "settings.md").read_text("utf-8")))
    assert variables - documented == set()


def test_every_command_is_documented() -> None:
    commands = {path.stem for path in _python("apps") if path.parent.name == "commands"}
    text = (ROOT / "docs" / "commands.md").read_text("utf-8")
    undocumented = {name for name in commands - {"__init__"} if f"`{name}" not in text}
    assert undocumented == set()


def test_every_app_stands_on_the_map() -> None:
    text = (ROOT / "docs" / "map.md").read_text("utf-8")
    apps = {path.parent.name for path in _tracked("apps/*/__init__.py") if len(path.parts)}
    direct = {name for name in apps if (ROOT / "apps" / name / "__init__.py").exists()}
    assert {name for name in direct if f"apps/{name}/" not in text} == set()
