"""Without a model the server connects to nothing but this machine."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page

from tests.e2e.conftest import ROOT, Served
from tests.e2e.test_counsellor import IDENTITY_CARD, ask, wait_for_the_end

HERE = {"127.0.0.1", "::1", "localhost"}
STRANGER = "192.0.2.1"  # RFC 5737: an address for documentation, which nobody has
CONNECT = f"import socket; socket.socket().connect_ex(({STRANGER!r}, 9))"


def test_nothing_leaves_the_machine_while_a_question_is_answered(
    demonstration_in: Callable[..., Served], signed_in: Callable[..., Page], tmp_path: Path
) -> None:
    """O-01. By the interpreter's own audit of every connection and every name asked for."""
    log = tmp_path / "outbound"
    log.touch()
    watched = {"PYTHONPATH": str(ROOT / "tests/support/outbound"), "OUTBOUND_LOG": str(log)}
    served = demonstration_in("outbound", watched)
    served.start()
    try:
        page = signed_in(served, "alice")
        ask(page, IDENTITY_CARD)
        wait_for_the_end(page)
        page.goto(f"{served.url}/fiches/?q=carte")
        page.wait_for_timeout(6_000)  # what runs every five seconds runs once
    finally:
        served.stop()
    assert set(log.read_text().split()) <= HERE

    refused = [sys.executable, "-c", f"import socket; socket.setdefaulttimeout(1); {CONNECT}"]
    subprocess.run(refused, env=served.variables, check=True)
    assert STRANGER in log.read_text().split(), "the watch sees nothing"
