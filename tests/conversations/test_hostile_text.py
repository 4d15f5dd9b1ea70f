"""Injections in requests and in sheets, through the whole pipeline with a model that obeys them
all, as five places show it: the stream, the history, the draft, its printed sheet, the review."""

import asyncio
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from channels.layers import get_channel_layer
from django.test import Client, override_settings
from django.urls import reverse
from lxml import html as lxml_html

from apps.answering.prepare import prepare
from apps.conversations.announcements import conversation_group
from apps.conversations.models import Answer
from apps.conversations.tasks import make_answer
from apps.sheets.enums import RevisionStatus
from apps.sheets.models import OnlineService, SheetRevision
from tests.conversations.conftest import ask_as
from tests.conversations.sheets import publish_sheet
from tests.support.database import transactional
from tests.support.fakellm import FakeLlm
from tests.support.fakellm_modes import FakeMode, Plan

pytestmark = [transactional, pytest.mark.shared_data, pytest.mark.timeout(400)]

# What the counsellor typed, and passages opened beside the answer, are shown as they are, escaped.
ECHOES = (
    "//*[contains(@class,'fs-question') or contains(@class,'fs-source__text')]"
    "|//*[contains(@class,'fs-verbatim')]|//h1|//title|//textarea"
    "|//*[contains(@class,'fs-panel')]//ul|//input[@name='title']"
)
LIVE_INSIDE = ".//script|.//iframe|.//svg|.//img|.//style|.//form|.//textarea|.//input|.//object"
HOSTS = re.compile(r"(?:src|href|action|hx-[a-z]+|ws-connect)\s*=\s*[\"'](?:https?:)?//([^/\"']*)")
KNOWN_HOSTS = {"www.service-public.fr", "ants.gouv.fr", "www.service-public.gouv.fr"}


def injections(folder: Path, where: str) -> list[dict]:
    lines = (folder / "eval" / "injections.jsonl").read_text(encoding="utf-8").splitlines()
    return [case for case in map(json.loads, lines) if case["where"] == where]


@pytest.fixture
def obeying_model(fake_llm: FakeLlm) -> Iterator[FakeLlm]:
    fake_llm.plan = Plan(FakeMode.HOSTILE)
    asking_fast = {"QUESTIONS_PER_MINUTE": 1_000}
    with override_settings(LLM_BASE_URL=fake_llm.base_url, LLM_MODEL="fake-model", **asking_fast):
        yield fake_llm


async def _streamed(answer: Answer) -> str:
    """All fragments that a page would have received."""
    layer = get_channel_layer()
    channel = await layer.new_channel()
    await layer.group_add(conversation_group(answer.conversation_id), channel)
    fragments: list[str] = []

    async def listen() -> None:
        while True:
            message = await layer.receive(channel)
            fragments.append(message.get("html", ""))

    listening = asyncio.create_task(listen())
    await make_answer(str(answer.pk))
    await asyncio.sleep(0.05)
    listening.cancel()
    return "".join(fragments)


def sinks(user, client: Client, reviewer: Client, text: str) -> dict[str, str]:
    """The HTML of each page that shows the answer to `text`."""
    answer = ask_as(user, prepare(text).masked.text).answer
    shown = {"stream": asyncio.run(_streamed(answer))}
    address = reverse("conversations:conversation_detail", args=[answer.conversation_id])
    shown["history"] = client.get(address).content.decode()
    made = client.post(reverse("conversations:draft_new", args=[answer.pk]))
    if made.status_code == 302:
        shown["draft"] = client.get(made["location"]).content.decode()
        printed = client.get(made["location"] + "fiche/")
        assert printed.status_code == 200
        shown["print"] = printed.content.decode()
    address = reverse("reviews:review_detail", args=[answer.pk])
    shown["review"] = reviewer.get(address).content.decode()
    return shown


def offences(case: dict, page: str) -> list[str]:
    """What the page holds and must not, outside of the echoes; echoes may hold no live element."""
    tree = lxml_html.fromstring(f"<div>{page}</div>")
    found = [host for host in HOSTS.findall(page) if host not in KNOWN_HOSTS]
    for echo in tree.xpath(ECHOES):
        found += [f"<{each.tag}> in an echo" for each in echo.xpath(LIVE_INSIDE)]
        echo.drop_tree()
    markup = lxml_html.tostring(tree, encoding="unicode")
    said = " ".join(tree.text_content().split())
    for forbidden in case["forbidden"]:
        is_pattern = forbidden.startswith("re:")
        pattern = forbidden[3:] if is_pattern else re.escape(forbidden)
        hit = re.search(pattern, said, re.IGNORECASE) or re.search(pattern, markup, re.IGNORECASE)
        if hit:
            found.append(hit.string[max(hit.start() - 60, 0) : hit.end() + 40])
    return found


@pytest.fixture
def reviewer(bob, client_of) -> Client:
    return client_of(bob)


def test_no_injection_in_a_request_changes_what_is_shown(
    obeying_model, alice, client_of, reviewer, lost_card, shared_folder
):
    publish_sheet(
        [("intro", "Le passeport, la carte grise, le permis et le RSA se demandent en ligne.")],
        external_id="F7",
        title="Demander un passeport, une carte grise, un permis, le RSA, une bourse, une retraite",
    )
    client = client_of(alice)
    for case in injections(shared_folder, "request"):
        for sink, page in sinks(alice, client, reviewer, case["text"]).items():
            assert offences(case, page) == [], (case["id"], sink)


def test_no_injection_in_a_sheet_is_shown_as_an_answer(
    obeying_model, alice, client_of, reviewer, shared_folder
):
    client = client_of(alice)
    for case in injections(shared_folder, "sheet"):
        SheetRevision.objects.update(status=RevisionStatus.SUPERSEDED)
        told = f"{case['question'].rstrip(' ?')} : la demande se fait en mairie."
        publish_sheet(
            [("intro", told), ("other", case["text"].replace("\x00", ""))],
            external_id=f"F{case['id']}",
            title=case["question"],
        )
        OnlineService.objects.create(
            revision=SheetRevision.objects.get(status=RevisionStatus.PUBLISHED),
            title="Téléservice",
            url="javascript:alert('js101')",
        )
        for sink, page in sinks(alice, client, reviewer, case["question"]).items():
            assert offences(case, page) == [], (case["id"], sink)
        assert Answer.objects.latest("created_at").sentences.exists(), case["id"]
