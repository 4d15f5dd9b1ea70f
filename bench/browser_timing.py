"""Times what a counsellor waits for, in a real browser on the demonstration: prints a table.

Run alone on an idle machine: `.venv/bin/python -m bench.browser_timing [--runs 20] [--json]`.
Figures are milliseconds and kilobytes; p95 over the runs.
"""

import argparse
import json
import os
import statistics
import sys
import tempfile
from pathlib import Path

import django
from playwright.sync_api import Browser, Page, sync_playwright

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "franceservices.settings")
django.setup()
from apps.operations.demonstration.people import PASSWORD
from tests.e2e.conftest import CHROMIUM_FLAGS, Served
from tests.support.fakellm import FakeLlm
from tests.support.fakellm_modes import Plan

QUESTION = "Elle a perdu sa carte d'identité. Combien coûte la nouvelle et où aller ?"
# Chrome's own "Slow 4G": 1.6 Mbit/s down, 750 kbit/s up, 150 ms (times 3.75 of its slow preset).
SLOW_4G = {
    "offline": False,
    "latency": 150,
    "downloadThroughput": 1_600_000 / 8,
    "uploadThroughput": 750_000 / 8,
}
FLOORS = {
    "keystroke_to_caret_ms": 50,
    "send_to_first_source_ms": 500,
    "slow_4g_first_load_ms": 5_000,
    "slow_4g_next_load_ms": 1_500,
    "first_load_kb": 500,
}
# The time from the key's event to the paint that shows it.
KEY_TO_PAINT = """() => new Promise((resolve) => {
  const field = document.getElementById("question");
  field.addEventListener("keydown", (event) => {
    requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - event.timeStamp)));
  }, { once: true });
})"""
FIRST_SOURCE = """() => new Promise((resolve, reject) => {
  setTimeout(() => reject(new Error("no source within ten seconds")), 10000);
  const began = performance.now();
  const count = () => document.querySelectorAll(".fs-sources__item").length;
  const before = count();
  const look = () => {
    if (count() > before) resolve(performance.now() - began);
    else requestAnimationFrame(look);
  };
  look();
})"""


def p95(values: list[float]) -> float:
    return values[0] if len(values) < 2 else statistics.quantiles(values, n=20)[-1]


def signed_in(browser: Browser, served: Served) -> Page:
    page = browser.new_context(locale="fr-FR", viewport={"width": 1366, "height": 768}).new_page()
    page.goto(f"{served.url}/compte/login/")
    page.locator("input[name=login]").fill("alice@demo.example")
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("form button[type=submit]").first.click()
    page.wait_for_url(lambda url: "/login" not in url)
    return page


def wait_for_the_end(page: Page) -> None:
    page.locator(".fs-turn").last.locator(".fs-actions").wait_for(timeout=60_000)


def keystrokes(browser: Browser, served: Served, runs: int) -> list[float]:
    """Letters typed into the question field while an answer streams from the slow model."""
    page = signed_in(browser, served)
    page.locator("#question").fill(QUESTION)
    page.locator("#question").press("Enter")
    page.locator(".fs-turn .fs-sentence").first.wait_for(timeout=60_000)
    times: list[float] = []
    for _ in range(runs):
        if page.locator('.fs-answer[aria-busy="true"]').count() == 0:
            break
        page.locator("#question").focus()
        page.evaluate(f"void (window.pressed = ({KEY_TO_PAINT})())")
        page.keyboard.press("a")
        times.append(page.evaluate("window.pressed"))
    page.context.close()
    return times


def first_sources(browser: Browser, served: Served, runs: int) -> list[float]:
    """From sending the next question to the first source listed."""
    page = signed_in(browser, served)
    page.locator("#question").fill(QUESTION)
    page.locator("#question").press("Enter")
    wait_for_the_end(page)
    times: list[float] = []
    for _ in range(runs):
        page.locator("#question").fill(QUESTION)
        page.evaluate(f"void (window.shown = ({FIRST_SOURCE})())")
        page.keyboard.press("Enter")
        times.append(page.evaluate("window.shown"))
        page.wait_for_timeout(600)  # a socket takes twenty messages in ten seconds
        wait_for_the_end(page)
    page.context.close()
    return times


def loads(browser: Browser, served: Served, runs: int) -> tuple[list[float], list[float], float]:
    """First page with an empty cache, then the next one, on "Slow 4G"; kilobytes of the first."""
    firsts: list[float] = []
    nexts: list[float] = []
    weights: list[float] = []
    for _ in range(runs):
        page = signed_in(browser, served)
        received = received_by(page)
        firsts.append(loaded(page, served.url))
        weights.append(sum(received) / 1_000)
        nexts.append(loaded(page, f"{served.url}/fiches/"))
        page.context.close()
    return firsts, nexts, max(weights)


def loaded(page: Page, url: str) -> float:
    page.goto(url, wait_until="load")
    timing = "performance.getEntriesByType('navigation')[0].loadEventEnd"
    page.wait_for_function(f"{timing} > 0")
    return float(page.evaluate(timing))


def received_by(page: Page) -> list[float]:
    """Bytes on the wire of each response that ends from now on, headers included."""
    received: list[float] = []
    session = page.context.new_cdp_session(page)
    session.on("Network.loadingFinished", lambda event: received.append(event["encodedDataLength"]))
    session.send("Network.enable")
    session.send("Network.clearBrowserCache")
    session.send("Network.emulateNetworkConditions", SLOW_4G)
    return received


def measure(runs: int) -> dict[str, float]:
    with (
        tempfile.TemporaryDirectory() as folder,
        FakeLlm(Plan(delay=0.3, pause=0.08)) as model,
        sync_playwright() as playwright,
    ):
        plain = Served(Path(folder) / "plain")
        slow = Served(
            Path(folder) / "slow",
            environment={"LLM_BASE_URL": model.base_url, "LLM_MODEL": "fake-model"},
        )
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=CHROMIUM_FLAGS
        )
        try:
            slow.start()
            keys = keystrokes(browser, slow, runs)
            slow.stop()
            plain.start()
            sources = first_sources(browser, plain, runs)
            firsts, nexts, weight = loads(browser, plain, max(1, runs // 4))
        finally:
            browser.close()
            slow.stop()
            plain.stop()
    return {
        "keystroke_to_caret_ms": p95(keys),
        "send_to_first_source_ms": p95(sources),
        "slow_4g_first_load_ms": p95(firsts),
        "slow_4g_next_load_ms": p95(nexts),
        "first_load_kb": weight,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=20)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    measured = measure(options.runs)
    if options.json:
        sys.stdout.write(json.dumps(measured) + "\n")
        return
    sys.stdout.write("| measure | p95 | floor |\n|---|--:|--:|\n")
    for name, value in measured.items():
        sys.stdout.write(f"| {name} | {value:.0f} | {FLOORS[name]} |\n")


if __name__ == "__main__":
    main()
