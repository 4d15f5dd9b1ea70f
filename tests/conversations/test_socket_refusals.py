"""Who may open a socket, who may keep it, and what a hostile or broken page gets."""

import asyncio
import json
from uuid import uuid4

import pytest
from channels.db import database_sync_to_async
from django.contrib.sessions.models import Session
from django.test import Client
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from apps.accounts.enums import Role
from apps.accounts.models import User
from apps.accounts.services import suspend_person
from apps.accounts.terms import current_version
from apps.conversations.models import Answer, Conversation
from tests.conversations.conftest import cookie_of, last_answer, quiet_exchange
from tests.support.database import transactional
from tests.support.exchange_page import ExchangePage
from tests.support.liveserver import LiveServer

pytestmark = transactional

FOREIGN_ORIGINS = [
    "http://evil.example",
    "http://127.0.0.1",
    "https://127.0.0.1:{port}",
    "http://127.0.0.1:{port}.evil.example",
    "http://127.0.0.1:{port}@evil.example",
    "http://evil.127.0.0.1:{port}",
    "http://127.0.0.1:{port}0",
    "http://127.0.0.1:99999999",
    "http://127.0.0.1:port",
    "http://localhost:{port}",
    "http://127.0.0.1:{port}/path",
    "http://[::1]:{port}",
    "http://[broken",
    "null",
    "file://",
    "chrome-extension://abcdef",
    "ws://127.0.0.1:{port}",
    "HTTP://127.0.0.1:{port}.",
    "http://127.0.0.1:{port}#x",
    "http://127.0.0.1:{port}?x",
]


async def opened_and_closed(page: ExchangePage) -> int | None:
    await page.open()
    return await page.close_code()


async def test_every_foreign_origin_is_refused_before_the_socket_opens(
    server: LiveServer, alice: User
) -> None:
    page = ExchangePage(server, await cookie_of(alice), await quiet_exchange(alice))
    answers = {}
    for origin in FOREIGN_ORIGINS:
        try:
            await page.open(origin=origin.format(port=server.port))
            answers[origin] = 101
        except InvalidStatus as refusal:
            answers[origin] = refusal.response.status_code
    assert answers == dict.fromkeys(FOREIGN_ORIGINS, 403)


async def test_a_socket_without_origin_is_refused(server: LiveServer, alice: User) -> None:
    conversation_id = await quiet_exchange(alice)
    address = f"{server.socket_origin}/ws/echanges/{conversation_id}/"
    headers = {"Cookie": await cookie_of(alice)}
    with pytest.raises(InvalidStatus):
        await connect(address, additional_headers=headers)


async def test_it_closes_4401_without_a_session(server: LiveServer, alice: User) -> None:
    page = ExchangePage(server, "sid=nothing", await quiet_exchange(alice))
    assert await opened_and_closed(page) == 4401


async def test_it_closes_4403_for_a_role_that_does_not_ask(
    server: LiveServer, alice: User, carole: User
) -> None:
    page = ExchangePage(server, await cookie_of(carole), await quiet_exchange(alice))
    assert await opened_and_closed(page) == 4403


async def test_it_closes_4404_for_an_exchange_of_another_desk(
    server: LiveServer, alice: User, david: User
) -> None:
    page = ExchangePage(server, await cookie_of(david), await quiet_exchange(alice))
    assert await opened_and_closed(page) == 4404


async def test_it_closes_4404_for_an_unknown_exchange_and_an_unknown_address(
    server: LiveServer, alice: User
) -> None:
    cookie = await cookie_of(alice)
    assert await opened_and_closed(ExchangePage(server, cookie, uuid4())) == 4404
    assert await opened_and_closed(ExchangePage(server, cookie, "not-a-uuid")) == 4404


async def test_signing_out_closes_the_open_socket(server: LiveServer, alice: User) -> None:
    conversation_id = await quiet_exchange(alice)
    client = await database_sync_to_async(signed_in)(alice)
    page = ExchangePage(server, f"sid={client.cookies['sid'].value}", conversation_id)
    await page.open()
    await page.send("resume", answer=(await last_answer(conversation_id)).pk, seq=0)
    await page.next_message()
    await sign_out_over_http(server, client)
    assert await page.close_code(seconds=5) == 4401


async def test_suspending_somebody_closes_their_silent_socket_at_once(
    server: LiveServer, alice: User, emma: User
) -> None:
    """A-13: long before the next regular check, 30 s away."""
    conversation_id = await quiet_exchange(alice)
    page = ExchangePage(server, await cookie_of(alice), conversation_id)
    await page.open()
    await page.send("resume", answer=(await last_answer(conversation_id)).pk, seq=0)
    await page.next_message()
    await database_sync_to_async(suspend_person)(user=alice, suspended_by=emma)
    assert await page.close_code(seconds=8) == 4401


@pytest.mark.parametrize(
    ("loss", "code"),
    [
        (lambda user: Session.objects.all().delete(), 4401),
        (lambda user: User.objects.filter(pk=user.pk).update(is_active=False), 4401),
        (lambda user: User.objects.filter(pk=user.pk).update(password="changed"), 4401),
        (lambda user: User.objects.filter(pk=user.pk).update(accepted_terms_version=""), 4402),
        (lambda user: User.objects.filter(pk=user.pk).update(roles=[Role.CURATOR]), 4403),
        (lambda user: Conversation.objects.update(is_shared=False), 4404),
    ],
    ids=["session", "activity", "password", "terms", "role", "visibility"],
)
async def test_whoever_loses_a_right_loses_the_socket_at_the_next_message(
    server: LiveServer, alice: User, bob: User, loss: object, code: int
) -> None:
    conversation_id = await quiet_exchange(alice)
    reader = await database_sync_to_async(colleague_reading)(alice)
    page = ExchangePage(server, await cookie_of(reader), conversation_id)
    await page.open()
    await page.send("resume", answer=(await last_answer(conversation_id)).pk, seq=0)
    await page.next_message()
    await database_sync_to_async(loss)(reader)
    await page.send("resume", answer=uuid4(), seq=0)
    assert await page.close_code() == code


async def test_whoever_loses_a_right_loses_a_silent_socket_too(
    server: LiveServer, alice: User, settings: object
) -> None:
    settings.SOCKET_CHECK_SECONDS = 0.3
    settings.SOCKET_BEAT_SECONDS = 0.5
    conversation_id = await quiet_exchange(alice)
    page = ExchangePage(server, await cookie_of(alice), conversation_id)
    await page.open()
    await database_sync_to_async(Session.objects.all().delete)()
    assert await page.close_code(seconds=5) == 4401


async def test_a_colleague_of_the_desk_reads_what_is_shared_and_writes_nothing(
    server: LiveServer, alice: User
) -> None:
    conversation_id = await quiet_exchange(alice)
    answer = await last_answer(conversation_id)
    reader = await database_sync_to_async(colleague_reading)(alice)
    async with ExchangePage(server, await cookie_of(reader), conversation_id) as page:
        await page.send("resume", answer=answer.pk, seq=0)
        await page.wait_for(f'id="answer-{answer.pk}"')
        await page.ask("Une autre question ?")
        await page.wait_for('role="alert"')
        await page.send("regenerate", answer=answer.pk, key=uuid4())
        await page.wait_for('role="alert"')
    answers = database_sync_to_async(Answer.objects.filter(conversation_id=conversation_id).count)
    assert await answers() == 1


BROKEN_FRAMES = [
    "",
    "nonsense",
    "[]",
    "null",
    "12",
    b"\x00\x01\x02",
    "[" * 20_000,
    '{"type": "unknown"}',
    '{"type": ["ask"]}',
    '{"type": "ask"}',
    '{"type": "ask", "key": "x", "text": "y"}',
    '{"type": "ask", "key": {"a": 1}, "text": ["a", "b"]}',
    '{"type": "stop", "answer": "x"}',
    '{"type": "stop", "answer": null}',
    '{"type": "resume", "answer": "00000000-0000-4000-8000-000000000000", "seq": -1e400}',
    '{"type": "regenerate", "answer": [], "key": []}',
    json.dumps({"type": "ask", "key": str(uuid4()), "text": "a" * 4_001}),
    json.dumps({"type": "ask", "key": str(uuid4()), "text": "\u200b \u2060"}),
    json.dumps({"type": "ask", "key": str(uuid4()), "text": "a\x00b", "operators": "none"}),
]


async def test_every_broken_message_gets_words_and_the_socket_goes_on(
    server: LiveServer, alice: User
) -> None:
    conversation_id = await quiet_exchange(alice)
    async with ExchangePage(server, await cookie_of(alice), conversation_id) as page:
        for frame in BROKEN_FRAMES:
            await page.socket.send(frame)
            message = await page.next_message()
            assert 'role="alert"' in message, frame
        await page.send("resume", answer=(await last_answer(conversation_id)).pk, seq=0)
        await page.wait_for('id="finished"')
    answers = database_sync_to_async(Answer.objects.count)
    assert await answers() == 1


async def test_a_frame_over_64_kb_ends_the_socket(server: LiveServer, alice: User) -> None:
    conversation_id = await quiet_exchange(alice)
    page = ExchangePage(server, await cookie_of(alice), conversation_id)
    await page.open()
    await page.socket.send("x" * 70_000)
    assert await page.close_code() == 1009


async def test_the_twenty_first_message_in_ten_seconds_is_refused(
    server: LiveServer, alice: User
) -> None:
    conversation_id = await quiet_exchange(alice)
    answer = await last_answer(conversation_id)
    async with ExchangePage(server, await cookie_of(alice), conversation_id) as page:
        for _ in range(20):
            await page.send("resume", answer=answer.pk, seq=0)
        for _ in range(20):
            assert 'role="alert"' not in await page.next_message()
        await page.send("resume", answer=answer.pk, seq=0)
        assert 'role="alert"' in await page.next_message()


async def test_a_heartbeat_says_what_was_shown_last(
    server: LiveServer, alice: User, settings: object
) -> None:
    settings.SOCKET_BEAT_SECONDS = 0.5
    conversation_id = await quiet_exchange(alice)
    answer = await last_answer(conversation_id)
    async with ExchangePage(server, await cookie_of(alice), conversation_id) as page:
        beat = await page.wait_for('id="heartbeat"')
    assert f'data-answer="{answer.pk}"' in beat
    assert f'data-seq="{answer.seq}"' in beat


async def test_what_no_announcement_brought_is_read_from_the_database(
    server: LiveServer, alice: User, settings: object
) -> None:
    settings.SOCKET_BEAT_SECONDS = 1.0
    conversation_id = await quiet_exchange(alice)
    async with ExchangePage(server, await cookie_of(alice), conversation_id) as page:
        await page.wait_for('id="heartbeat"')
        unannounced = await database_sync_to_async(change_in_silence)(conversation_id)
        await page.wait_for(f'id="answer-{unannounced}"')


def change_in_silence(conversation_id):
    """Another process moved the answer on; the doorbell did not ring."""
    answer = Answer.objects.get(conversation_id=conversation_id)
    Answer.objects.filter(pk=answer.pk).update(seq=answer.seq + 3)
    return answer.pk


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


async def sign_out_over_http(server: LiveServer, client: Client) -> None:
    """Through the same server, as a browser does."""
    cookie = f"sid={client.cookies['sid'].value}; csrftoken=x; csrf={'a' * 32}"
    body = f"csrfmiddlewaretoken={'a' * 32}".encode()
    head = (
        f"POST /compte/logout/ HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\nCookie: {cookie}\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n"
        "Connection: close\r\n\r\n"
    ).encode()
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    writer.write(head + body)
    answer = await reader.read()
    writer.close()
    await writer.wait_closed()
    assert answer.startswith(b"HTTP/1.1 302"), answer[:200]


def colleague_reading(alice: User) -> User:
    """Somebody of Alice's desk, once she shared her exchanges."""
    Conversation.objects.update(is_shared=True)
    return User.objects.create_user(
        "anna@example.org",
        full_name="Anna",
        roles=[Role.COUNSELLOR],
        desk=alice.desk,
        accepted_terms_version=current_version(),
    )
