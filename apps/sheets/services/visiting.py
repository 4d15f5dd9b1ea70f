"""Visits addresses politely: robots.txt, one request at a time, longer pauses when refused."""

import ipaddress
import socket
import time
from collections.abc import Callable
from http import HTTPStatus
from urllib.parse import urlsplit
from urllib.robotparser import RobotFileParser

import httpx

AGENT = "verification-des-liens"
PAUSE = 1.0  # seconds between two requests to one host
LONGEST_PAUSE = 60.0
MOST_HOPS = 5
PATIENCE = 15.0  # seconds
TIMEOUT = httpx.Timeout(PATIENCE)
MOST_ROBOTS = 512_000  # bytes: RFC 9309, 2.5, asks that at least 500 KiB be read
# The server is there and asks for patience, or lets nobody in: this says nothing of the page.
_NO_VERDICT = {
    HTTPStatus.UNAUTHORIZED,
    HTTPStatus.FORBIDDEN,
    HTTPStatus.TOO_MANY_REQUESTS,
    HTTPStatus.SERVICE_UNAVAILABLE,
}
_PATIENCE = {HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE}


class NoVerdict(Exception):
    """Nothing can be said of an address: robots.txt forbids the visit, or the host refuses it."""


def is_public(host: str) -> bool:
    """Whether a name leads outside only: an address typed here must not reach our own network."""
    try:
        found = socket.getaddrinfo(host, None)
    except OSError:
        return True  # the visit itself says that the name is unknown
    return all(ipaddress.ip_address(each[4][0]).is_global for each in found)


class Visitor:
    """Visits with HEAD, then with GET where HEAD fails. `wait` and `may_visit`: for tests."""

    def __init__(
        self,
        *,
        wait: Callable[[float], None] = time.sleep,
        may_visit: Callable[[str], bool] = is_public,
    ) -> None:
        self._wait, self._may_visit = wait, may_visit
        self._robots: dict[str, RobotFileParser] = {}
        self._pauses: dict[str, float] = {}
        self._client = httpx.Client(timeout=TIMEOUT, headers={"User-Agent": AGENT})

    def close(self) -> None:
        self._client.close()

    def problem_with(self, url: str) -> str:
        """Why an address fails: a status such as "404", or "injoignable"; "" when it answers.

        Raises NoVerdict.
        """
        try:
            status = self._status("HEAD", url)
            if status >= HTTPStatus.BAD_REQUEST:
                status = self._status("GET", url)
        except httpx.HTTPError:
            return "injoignable"
        if status in _NO_VERDICT:
            raise NoVerdict
        return str(status) if status >= HTTPStatus.BAD_REQUEST else ""

    def _status(self, method: str, url: str) -> int:
        """The status at the end of the redirections, each of which is asked of robots.txt."""
        for _ in range(MOST_HOPS):
            self._refuse_unwanted(url)
            response = self._asked(method, url)
            if response.next_request is None:
                return response.status_code
            url = str(response.next_request.url)
        return HTTPStatus.LOOP_DETECTED

    def _refuse_unwanted(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not self._may_visit(parts.hostname or ""):
            raise NoVerdict
        origin = f"{parts.scheme}://{parts.netloc}"
        if origin not in self._robots:
            self._robots[origin] = self._read_robots(origin)
        if not self._robots[origin].can_fetch(AGENT, url):
            raise NoVerdict

    def _read_robots(self, origin: str) -> RobotFileParser:
        """What robots.txt forbids; nothing when there is none."""
        rules = RobotFileParser()
        said = bytearray()
        response = self._asked("GET", f"{origin}/robots.txt", said)
        text = said.decode("utf-8", "replace") if response.is_success else ""
        rules.parse(text.splitlines())
        return rules

    def _asked(self, method: str, url: str, body: bytearray | None = None) -> httpx.Response:
        """One request after the host’s pause, which doubles while it is refused, or is the longer
        one that it asks for. The beginning of what it says goes to `body`, when there is one.
        """
        host = urlsplit(url).netloc
        if host in self._pauses:
            self._wait(self._pauses[host])
        pause = self._pauses.get(host, PAUSE)
        self._pauses[host] = min(pause * 2, LONGEST_PAUSE)
        with self._client.stream(method, url) as response:
            if body is not None:
                body += _beginning_of(response)
        if response.status_code in _PATIENCE:
            asked_for = response.headers.get("Retry-After", "")
            seconds = float(asked_for) if asked_for.isdecimal() else 0.0
            self._pauses[host] = min(max(self._pauses[host], seconds), LONGEST_PAUSE)
        else:
            self._pauses[host] = PAUSE
        return response


def _beginning_of(response: httpx.Response) -> bytes:
    """At most 512,000 bytes, and what comes within 15 s: a drip would last for ever."""
    until = time.monotonic() + PATIENCE
    read = bytearray()
    for piece in response.iter_bytes():
        read += piece
        if len(read) >= MOST_ROBOTS or time.monotonic() > until:
            break
    return bytes(read[:MOST_ROBOTS])
