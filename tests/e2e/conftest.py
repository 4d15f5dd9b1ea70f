"""A demonstration served by its own process, and a real browser in front of it."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from filelock import FileLock
from playwright.sync_api import Browser, BrowserContext, Page

from apps.operations.demonstration.people import PASSWORD
from tests.support.fakellm import FakeLlm
from tests.support.fakellm_modes import Plan

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_name: str) -> dict[str, object]:
    """Debian's own browsers: chromium, or Firefox ESR with `--browser firefox`."""
    if browser_name == "firefox":
        return {
            "executable_path": "/usr/bin/firefox-esr",
            "channel": "moz-firefox",
            "firefox_user_prefs": {"dom.events.testing.asyncClipboard": True},
        }
    return {"executable_path": "/usr/bin/chromium", "args": CHROMIUM_FLAGS}


@pytest.fixture(scope="session")
def browser_context_args() -> dict[str, object]:
    return {"locale": "fr-FR", "viewport": {"width": 1366, "height": 768}}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Served:
    """`manage.py serve` in a folder of its own; survives being killed and started again."""

    folder: Path
    port: int = field(default_factory=_free_port)
    environment: dict[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    @property
    def variables(self) -> dict[str, str]:
        """The environment of its processes."""
        return {
            **{name: value for name, value in os.environ.items() if "DJANGO" not in name},
            "LOCAL_FOLDER": str(self.folder),
            "PORT": str(self.port),
            "QUESTIONS_PER_MINUTE": "1000",  # tests and benches ask faster than a person
            **self.environment,
        }

    def start(self, timeout: float = 120) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / "serve.log").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", "serve"],
                cwd=ROOT,
                env=self.variables,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        deadline = time.monotonic() + timeout
        while not self._answers():
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError((self.folder / "serve.log").read_text()[-3000:])
            time.sleep(0.2)

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/readyz", timeout=2) as response:
                return response.status == 200
        except (urllib.error.URLError, OSError):
            return False

    def kill(self) -> None:
        """As if the power went: no clean-up of any kind in the server's process."""
        assert self.process is not None
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(10)

    def stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.kill()


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that holds the demonstration's data, made once for every process of the run."""
    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    place = shared / "prepared"
    with FileLock(shared / "prepared.lock"):
        if not place.exists():
            served = Served(shared / "in-preparation")
            served.start()
            served.stop()
            while (served.folder / "pg" / "postmaster.pid").exists():
                time.sleep(0.1)
            served.folder.rename(place)
    return place


@pytest.fixture(scope="session")
def demonstration_in(
    prepared: Path, tmp_path_factory: pytest.TempPathFactory
) -> Callable[..., Served]:
    """A demonstration not started yet: a folder and an environment of its own."""

    def copied(name: str, environment: dict[str, str] | None = None) -> Served:
        folder = tmp_path_factory.mktemp(name) / "local"
        # Not shutil: the files keep their owner, which PostgreSQL insists on.
        subprocess.run(["cp", "--archive", prepared, folder], check=True)
        return Served(folder, environment=environment or {})

    return copied


@pytest.fixture(scope="session")
def demonstration(demonstration_in: Callable[..., Served]) -> Iterator[Served]:
    """What `make run` serves, with no model."""
    served = demonstration_in("demonstration")
    served.start()
    yield served
    served.stop()


@pytest.fixture(scope="session")
def slow_model() -> Iterator[FakeLlm]:
    """A model that writes slowly enough for a person to interfere."""
    with FakeLlm(Plan(delay=0.3, pause=0.2)) as server:
        yield server


@pytest.fixture(scope="session")
def with_model(demonstration_in: Callable[..., Served], slow_model: FakeLlm) -> Iterator[Served]:
    """The demonstration in front of the slow model."""
    model = {"LLM_BASE_URL": slow_model.base_url, "LLM_MODEL": "fake-model"}
    served = demonstration_in("with-model", model)
    served.start()
    yield served
    served.stop()


OPEN_CONTEXTS = pytest.StashKey[list[BrowserContext]]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """A failed test tells what its pages showed."""
    report = yield
    if report.when == "call" and report.failed:
        for context in item.stash.get(OPEN_CONTEXTS, []):
            for page in context.pages:
                shown = page.locator("body").inner_text(timeout=5_000)
                report.sections.append((f"page {page.url}", shown[:3_000]))
    return report


def allow_clipboard(context: BrowserContext) -> None:
    """Let the tests read what was copied; Firefox is started with a preference for it."""
    if context.browser and context.browser.browser_type.name == "chromium":
        context.grant_permissions(["clipboard-read", "clipboard-write"])


@pytest.fixture
def signed_in(
    browser: Browser, browser_context_args: dict[str, object], request: pytest.FixtureRequest
) -> Iterator[Callable[..., Page]]:
    """Open a page as one of the demonstration's people, through the sign-in form."""
    contexts: list[BrowserContext] = []
    request.node.stash[OPEN_CONTEXTS] = contexts

    def open_as(
        served: Served, name: str, *, domain: str = "demo.example", **context_args: object
    ) -> Page:
        context = browser.new_context(**{**browser_context_args, **context_args})
        allow_clipboard(context)
        contexts.append(context)
        page = context.new_page()
        page.goto(f"{served.url}/compte/login/")
        page.locator("input[name=login]").fill(f"{name}@{domain}")
        page.locator("input[name=password]").fill(PASSWORD)
        page.locator("form button[type=submit]").first.click()
        page.wait_for_url(lambda url: "/login" not in url)
        return page

    yield open_as
    for context in contexts:
        context.close()


@pytest.fixture
def has_no_axe_violation() -> Callable[[Page], None]:
    """axe finds nothing on the page as it stands."""
    axe = Axe()

    def check(page: Page) -> None:
        options = {"runOnly": {"type": "tag", "values": AXE_TAGS}}
        results = axe.run(page, options=options).response
        found = [
            (violation["id"], node["html"][:200])
            for violation in results["violations"]
            for node in violation["nodes"]
        ]
        assert found == [], page.url

    return check
