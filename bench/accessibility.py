"""Surveys the demonstration's screens for what docs/accessibility.md states of a program's checks.

`.venv/bin/python -m bench.accessibility --data FOLDER [--only question,exchange] [--vnu vnu.jar]`
prints one JSON object: faults by screen. FOLDER is where `bench.screens --data` put its database.
"""

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
from collections import defaultdict
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, sync_playwright

from bench.screens import SCREENS, Screen, sign_in
from tests.e2e.conftest import AXE_TAGS, CHROMIUM_FLAGS, Served

SURVEY = (Path(__file__).parent / "accessibility.js").read_text("utf-8")
SPACING = """* { line-height: 1.5 !important; letter-spacing: .12em !important;
word-spacing: .16em !important; } p { margin-bottom: 2em !important; }"""
"""RGAA 10.12."""
MOST_STOPS = 80


def _axe(page: Page) -> list[str]:
    options = {"runOnly": {"type": "tag", "values": AXE_TAGS}}
    found = Axe().run(page, options=options).response["violations"]
    return [f"{one['id']}: {node['html'][:160]}" for one in found for node in one["nodes"]]


def _html_faults(folder: Path, vnu: Path) -> dict[str, list[str]]:
    """What the Nu validator says of the documents that were kept, by screen."""
    command = ["java", "-jar", str(vnu), "--format", "json", "--errors-only", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    found: defaultdict[str, set[str]] = defaultdict(set)
    for one in json.loads(done.stderr or '{"messages": []}')["messages"]:
        found[Path(one["url"]).stem].add(f"{one['message']} ← {one.get('extract', '')[:120]}")
    return {name: sorted(messages) for name, messages in found.items()}


def _focus(page: Page) -> list[str]:
    """Tab stops that nothing shows, and a stop that keeps the keyboard."""
    faults, seen = [], []
    page.evaluate("document.activeElement.blur(); scrollTo(0, 0)")
    for _number in range(MOST_STOPS):
        page.keyboard.press("Tab")
        stop = page.evaluate("window.fsStop()")
        if stop is None:
            break
        if seen and stop["key"] == seen[-1]:
            faults.append(f"keeps the keyboard: {stop['what']}")
            break
        seen.append(stop["key"])
        if not stop["isShown"]:
            faults.append(f"focus not shown: {stop['what']}")
    return faults


def _adapted(page: Page) -> dict[str, list[str]]:
    """Text cut, or a page that scrolls sideways, in each adaptation."""
    found = {}
    before = set(page.evaluate("window.fsCut()"))
    style = page.add_style_tag(content=SPACING)
    found["spacing"] = sorted(set(page.evaluate("window.fsCut()")) - before)
    style.evaluate("one => one.remove()")
    for name, size in {"320": (320, 640), "200 %": (683, 384), "portrait": (768, 1366)}.items():
        page.set_viewport_size({"width": size[0], "height": size[1]})
        page.wait_for_timeout(100)
        found[name] = sorted(set(page.evaluate("window.fsCut()")) - before)
    page.set_viewport_size({"width": 1366, "height": 768})
    return found


def _surveyed(page: Page, screen: Screen, kept: Path) -> dict[str, object]:
    html = page.evaluate("document.documentElement.outerHTML")
    (kept / f"{screen.name}.html").write_text(f"<!DOCTYPE html>\n{html}", "utf-8")
    page.evaluate(SURVEY)
    result: dict[str, object] = {"url": page.url, **page.evaluate("window.fsSurvey()")}
    result["axe"] = _axe(page)
    page.emulate_media(color_scheme="dark")
    page.wait_for_timeout(250)  # colours fade
    result["axe, dark"] = _axe(page)
    page.emulate_media(color_scheme="light")
    result |= _adapted(page)
    result["focus"] = _focus(page)
    sys.stderr.write(f"{screen.name}\n")
    return result


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="a demonstration's database")
    parser.add_argument("--only", default="", help="names of screens, with commas")
    parser.add_argument("--vnu", type=Path, help="vnu.jar, to validate the HTML")
    options = parser.parse_args()
    only = set(filter(None, options.only.split(",")))
    served = Served(options.data)
    served.start()
    results: dict[str, dict[str, object]] = {}
    kept = Path(tempfile.mkdtemp())
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=CHROMIUM_FLAGS, headless=True
        )
        try:
            for login, screens in SCREENS.items():
                wanted = [screen for screen in screens if not only or screen.name in only]
                page = browser.new_page(
                    locale="fr-FR", viewport={"width": 1366, "height": 768}, bypass_csp=True
                )
                if login and wanted:
                    sign_in(page, served.url, login)
                for screen in wanted:
                    screen.act(page, served.url)
                    results[screen.name] = _surveyed(page, screen, kept)
                    if screen.back:
                        screen.back(page, served.url)
                page.close()
        finally:
            browser.close()
            served.stop()
    for name, faults in (_html_faults(kept, options.vnu) if options.vnu else {}).items():
        results[name]["html"] = faults
    shutil.rmtree(kept)
    sys.stdout.write(json.dumps(results, ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
