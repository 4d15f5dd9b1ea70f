"""The weekly check of addresses, against a server of this machine."""

import threading
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.urls import reverse
from django.utils import timezone

from apps.audit.models import AuditEvent
from apps.conversations.templatetags.sheet_marks import broken_links
from apps.curation.tasks import check_links as nightly
from apps.sheets.enums import RevisionStatus
from apps.sheets.models import LinkCheck, OnlineService, PublishedContact
from apps.sheets.services import links, visiting
from apps.sheets.services.directory import save_entry, withdraw_entry
from apps.sheets.services.visiting import NoVerdict, Visitor, is_public
from tests.conversations.factories import AnswerFactory, QuestionFactory
from tests.sheets.factories import RevisionFactory


class Site(BaseHTTPRequestHandler):
    """Answers by path; notes what it was asked."""

    answers: dict[tuple[str, str], int] = {}
    robots = "User-agent: *\nDisallow: /prive/\n"
    retry_after = ""
    drip = 0.0  # seconds between two bytes of robots.txt
    asked: list[str] = []

    def _answer(self) -> None:
        Site.asked.append(f"{self.command} {self.path}")
        if self.path == "/robots.txt":
            body = Site.robots.encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body) * (10 if Site.drip else 1)))
            self.end_headers()
            if Site.drip:
                self._let_drip(body)
            else:
                self.wfile.write(body)
            return
        default = 302 if self.path.startswith("/vers") else 200
        self.send_response(Site.answers.get((self.command, self.path), default))
        if self.path.startswith("/vers"):
            self.send_header("Location", self.path.removeprefix("/vers"))
        if Site.retry_after:
            self.send_header("Retry-After", Site.retry_after)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _let_drip(self, body: bytes) -> None:
        for byte in body * 10:
            self.wfile.write(bytes([byte]))
            time.sleep(Site.drip)

    do_GET = do_HEAD = _answer

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    Site.answers, Site.asked = {}, []
    monkeypatch.setattr(Site, "retry_after", "")
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def waits() -> list[float]:
    return []


@pytest.fixture
def visitor(waits: list[float]) -> Iterator[Visitor]:
    with closing(Visitor(wait=waits.append, may_visit=lambda _: True)) as visitor:
        yield visitor


def gone(*paths: str, status: int = 404) -> None:
    Site.answers |= {(method, path): status for path in paths for method in ("HEAD", "GET")}


def test_it_asks_with_head_alone_when_that_answers(site, visitor):
    """A-06"""
    assert visitor.problem_with(f"{site}/page") == ""
    assert Site.asked == ["GET /robots.txt", "HEAD /page"]


def test_it_asks_with_get_before_saying_that_an_address_fails(site, visitor):
    """A-06"""
    Site.answers = {("HEAD", "/sans-head"): 405}
    gone("/absente")
    assert visitor.problem_with(f"{site}/sans-head") == ""
    assert visitor.problem_with(f"{site}/absente") == "404"


def test_it_never_visits_what_robots_txt_forbids_even_behind_a_redirection(site, visitor):
    """A-06"""
    for path in ("/prive/page", "/vers/prive/page"):
        with pytest.raises(NoVerdict):
            visitor.problem_with(f"{site}{path}")
    assert not any("GET /prive" in asked or "HEAD /prive" in asked for asked in Site.asked)


def test_it_follows_redirections_and_gives_up_a_loop(site, visitor):
    gone("/absente")
    assert visitor.problem_with(f"{site}/vers/page") == ""
    assert visitor.problem_with(f"{site}/vers/absente") == "404"
    assert visitor.problem_with(f"{site}/vers" + "/vers" * 9 + "/page") == "508"


@pytest.mark.parametrize("status", [301, 303, 307, 308])
def test_a_page_that_moved_is_judged_where_it_went(site, visitor, status):
    gone("/vers/page", "/vers/absente", status=status)
    gone("/absente")
    assert visitor.problem_with(f"{site}/vers/page") == ""
    assert visitor.problem_with(f"{site}/vers/absente") == "404"


def test_a_host_whose_certificate_cannot_be_read_is_a_failure(site, visitor):
    assert visitor.problem_with(f"{site.replace('http', 'https', 1)}/page") == "injoignable"


def test_a_robots_txt_that_drips_is_read_no_longer_than_its_time(site, visitor, monkeypatch):
    monkeypatch.setattr(Site, "drip", 0.05)
    monkeypatch.setattr(visiting, "PATIENCE", 0.5)
    begun = time.monotonic()
    assert visitor.problem_with(f"{site}/page") == ""
    assert time.monotonic() - begun < 5


def test_it_pauses_between_requests_and_longer_each_time_the_host_refuses(site, visitor, waits):
    """A-06"""
    visitor.problem_with(f"{site}/page")
    assert waits == [visiting.PAUSE]
    gone("/page", status=429)
    waits.clear()
    with pytest.raises(NoVerdict):
        visitor.problem_with(f"{site}/page")
    with pytest.raises(NoVerdict):
        visitor.problem_with(f"{site}/page")
    assert waits == [1, 2, 4, 8]
    Site.answers = {}
    visitor.problem_with(f"{site}/page")
    waits.clear()
    visitor.problem_with(f"{site}/page")
    assert waits == [visiting.PAUSE]


def test_a_host_that_says_when_to_come_back_is_left_alone_until_then(
    site, visitor, waits, monkeypatch
):
    gone("/page", status=429)
    monkeypatch.setattr(Site, "retry_after", "30")
    with pytest.raises(NoVerdict):
        visitor.problem_with(f"{site}/page")
    assert waits == [1, 30], "robots.txt, then HEAD, then GET"
    monkeypatch.setattr(Site, "retry_after", "86400")
    with pytest.raises(NoVerdict):
        visitor.problem_with(f"{site}/page")
    assert max(waits) == visiting.LONGEST_PAUSE


def test_it_reads_the_beginning_of_a_robots_txt_without_end(site, visitor, monkeypatch):
    rules = Site.robots + "# endless\n" * 200_000 + "Disallow: /ailleurs\n"
    monkeypatch.setattr(Site, "robots", rules)
    with pytest.raises(NoVerdict):
        visitor.problem_with(f"{site}/prive/page")
    assert visitor.problem_with(f"{site}/ailleurs") == "", "said too far down to be read"


def test_a_page_that_lets_nobody_in_is_not_broken(site, visitor):
    gone("/page", status=403)
    with pytest.raises(NoVerdict):
        visitor.problem_with(f"{site}/page")


def test_a_host_that_does_not_answer_is_a_failure(visitor):
    assert visitor.problem_with("http://127.0.0.1:9/page") == "injoignable"


@pytest.mark.parametrize("host", ["127.0.0.1", "10.0.0.1", "169.254.169.254", "::1"])
def test_it_never_visits_our_own_network(host, site):
    """A-06"""
    assert not is_public(host)
    with closing(Visitor()) as visitor, pytest.raises(NoVerdict):
        visitor.problem_with(f"{site}/page")
    assert Site.asked == []


@pytest.fixture
def service(db, site: str) -> OnlineService:
    return OnlineService.objects.create(
        revision=RevisionFactory(), title="Démarche", url=f"{site}/demarche"
    )


@pytest.fixture
def travel(monkeypatch: pytest.MonkeyPatch):
    """Moves the clock of the check to a number of days from now."""

    def to(days: int) -> datetime:
        then = datetime.now(timezone.get_current_timezone()) + timedelta(days=days)
        monkeypatch.setattr(links.timezone, "now", lambda: then)
        return then

    return to


@pytest.mark.django_db
def test_an_address_is_broken_after_failures_on_three_days_and_mended_by_one_success(
    service, visitor, travel
):
    """A-06"""
    gone("/demarche")
    for day, failing in ((0, 1), (0, 1), (1, 2), (2, 3)):
        travel(day)
        links.check_links(visitor=visitor)
        link = LinkCheck.objects.get()
        assert (link.failing_days, link.problem) == (failing, "404")
        assert LinkCheck.objects.broken().exists() is (failing == 3)
    Site.answers = {}
    travel(3)
    links.check_links(visitor=visitor)
    link = LinkCheck.objects.get()
    assert (link.failing_days, link.problem, link.last_failed_on) == (0, "", None)


@pytest.mark.django_db
def test_an_address_that_works_is_visited_once_a_week(service, visitor, travel):
    """A-06"""
    visited = []
    for day in (0, 1, 6, 8):
        travel(day)
        visited.append(links.check_links(visitor=visitor))
    assert visited == [1, 0, 0, 1]
    last = AuditEvent.objects.filter(kind="links_checked").order_by("seq").last()
    assert last.payload == {"visited": 1, "broken": 0}


@pytest.mark.django_db
def test_only_published_addresses_are_visited_and_the_others_forgotten(service, site, carole):
    """A-06"""
    OnlineService.objects.create(
        revision=RevisionFactory(status=RevisionStatus.IN_REVIEW), title="A", url=f"{site}/attente"
    )
    OnlineService.objects.create(revision=service.revision, title="B", url="javascript:alert(1)")
    contact = save_entry(
        entry=PublishedContact(name="Caf", operator="caf", url="https://caf.example.fr"),
        saved_by=carole,
    )
    links.follow_published_addresses()
    known = LinkCheck.objects.values_list("url", flat=True)
    assert set(known) == {service.url, contact.url}
    withdraw_entry(entry=contact, withdrawn_by=carole)
    links.follow_published_addresses()
    assert set(known.all()) == {service.url}


@pytest.mark.django_db
def test_nothing_leaves_the_machine_unless_the_settings_say_so(service, settings, monkeypatch):
    """A-06"""
    monkeypatch.setattr("apps.curation.tasks.Visitor", lambda: Visitor(may_visit=lambda _: True))
    assert settings.LINK_CHECK is False
    nightly(timestamp=0)
    assert Site.asked == []
    settings.LINK_CHECK = True
    nightly(timestamp=0)
    assert "HEAD /demarche" in Site.asked


@pytest.fixture
def broken(service) -> OnlineService:
    LinkCheck.objects.create(url=service.url, failing_days=3, problem="404")
    LinkCheck.objects.create(url="https://autre.example.fr", failing_days=2, problem="404")
    return service


@pytest.mark.django_db
def test_answers_mark_a_broken_link_and_no_other(broken, client_of, alice):
    """A-06"""
    named = [{"url": broken.url}, {"url": "https://autre.example.fr"}, {"phone": "32 30"}]
    assert broken_links(named) == {broken.url}
    given = [{"title": "Caf", "url": url} for url in (broken.url, "https://autre.example.fr")]
    answer = AnswerFactory(
        question=QuestionFactory(conversation__author=alice),
        status="abstained_no_sheet",
        outcome={"contacts": given},
    )
    address = reverse("conversations:conversation_detail", args=[answer.conversation_id])
    page = client_of(alice).get(address).content.decode()
    assert page.count("fr-badge--warning") == 1


@pytest.mark.django_db
def test_curators_find_broken_links_with_the_sheets_that_name_them(broken, client_of, carole):
    """A-06"""
    client = client_of(carole)
    assert reverse("curation:link_list") in client.get("/administration/").content.decode()
    page = client.get(reverse("curation:link_list")).content.decode()
    assert broken.url in page
    assert broken.revision.sheet.external_id in page
    assert "autre.example.fr" not in page
