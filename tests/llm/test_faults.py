"""Every fault of an endpoint ends in its reason and in time, over a real socket."""

import asyncio
import gc

import pytest

from apps.answering.enums import DegradedReason
from apps.llm.endpoints import LlmClocks
from tests.llm.drafts import CLOCKS, all_connections_closed, drafter_for, read_draft
from tests.llm.requests import draft_request
from tests.support.fakellm import FakeLlm, refused_url
from tests.support.fakellm_modes import GOOD_MODES, FakeMode, Plan

DOWN, SLOW = DegradedReason.MODEL_DOWN, DegradedReason.MODEL_SLOW
REFUSED, INVALID = DegradedReason.MODEL_REFUSED, DegradedReason.MODEL_INVALID

# Seconds, with clocks at a twentieth: far under the real ones, with room for a busy machine.
LONGEST = 4.0
FAULTS = [
    (FakeMode.BAD_REQUEST, REFUSED),
    (FakeMode.UNAUTHORIZED, REFUSED),
    (FakeMode.FORBIDDEN, REFUSED),
    (FakeMode.NOT_FOUND, REFUSED),
    (FakeMode.RATE_LIMITED, REFUSED),
    (FakeMode.SERVER_ERROR, DOWN),
    (FakeMode.UNAVAILABLE, DOWN),
    (FakeMode.HANG, SLOW),
    (FakeMode.IDLE, SLOW),
    (FakeMode.CUT_RESET, DOWN),
    (FakeMode.CUT_SHORT, DOWN),
    (FakeMode.CUT_CLOSE, INVALID),
    (FakeMode.GARBAGE_JSON, INVALID),
    (FakeMode.BAD_UTF8, INVALID),
    (FakeMode.HTML, INVALID),
    (FakeMode.LIST_CHUNK, INVALID),
    (FakeMode.NO_CHOICES, INVALID),
    (FakeMode.KEEPALIVES, SLOW),
    (FakeMode.HUGE_LINE, INVALID),
    (FakeMode.ENDLESS, INVALID),
    (FakeMode.COMPRESSED, INVALID),
]


@pytest.mark.parametrize(("mode", "reason"), FAULTS)
async def test_a_fault_before_the_first_token_has_its_reason(
    fake_llm: FakeLlm, mode: FakeMode, reason: DegradedReason
) -> None:
    fake_llm.plan = Plan(mode)

    outcome = await read_draft(fake_llm.base_url, clocks=CLOCKS)

    assert outcome.reason is reason
    assert outcome.run.failure is reason
    assert outcome.text == "" or mode is FakeMode.ENDLESS
    assert outcome.seconds < LONGEST
    assert await all_connections_closed(fake_llm)


@pytest.mark.parametrize(("mode", "reason"), FAULTS)
async def test_a_fault_mid_stream_keeps_the_text_and_is_not_tried_again(
    fake_llm: FakeLlm, mode: FakeMode, reason: DegradedReason
) -> None:
    fake_llm.plan = Plan(mode, after=4)

    outcome = await read_draft(fake_llm.base_url, clocks=CLOCKS)

    assert outcome.reason is reason
    assert outcome.text.startswith("## En bref\nLa")
    assert len(fake_llm.chat_requests) == 1
    assert outcome.seconds < LONGEST
    assert await all_connections_closed(fake_llm)


@pytest.mark.parametrize("mode", sorted(GOOD_MODES - {FakeMode.HOSTILE}))
async def test_the_quirks_of_gateways_give_the_same_draft(
    fake_llm: FakeLlm, mode: FakeMode
) -> None:
    fake_llm.plan = Plan(mode)

    outcome = await read_draft(fake_llm.base_url)

    assert outcome.failure is None
    assert outcome.run.finish_reason == "stop"
    assert "La carte est gratuite. [1]" in outcome.text
    assert "## Coût\nEn cas de perte, il faut un timbre fiscal de 25 €. [2]" in outcome.text
    assert await all_connections_closed(fake_llm)


@pytest.mark.parametrize("mode", [FakeMode.NO_FINISH, FakeMode.LENGTH])
async def test_a_text_without_a_good_end_is_no_whole_answer(
    fake_llm: FakeLlm, mode: FakeMode
) -> None:
    fake_llm.plan = Plan(mode)

    outcome = await read_draft(fake_llm.base_url)

    assert outcome.reason is INVALID
    assert "La carte est gratuite. [1]" in outcome.text


async def test_an_endpoint_may_be_let_off_the_finish_reason(fake_llm: FakeLlm) -> None:
    fake_llm.plan = Plan(FakeMode.NO_FINISH)

    outcome = await read_draft(fake_llm.base_url, requires_finish_reason=False)

    assert outcome.failure is None


async def test_an_endpoint_let_off_the_finish_reason_must_still_write(fake_llm: FakeLlm) -> None:
    fake_llm.plan = Plan(FakeMode.CUT_CLOSE)

    outcome = await read_draft(fake_llm.base_url, requires_finish_reason=False)

    assert outcome.reason is INVALID


async def test_a_refused_connection_is_a_model_that_is_down() -> None:
    with refused_url() as url:
        outcome = await read_draft(url, clocks=CLOCKS)

    assert outcome.reason is DOWN
    assert len(outcome.run.attempts) == 3


async def test_a_name_that_does_not_exist_is_a_model_that_is_down() -> None:
    outcome = await read_draft("http://model.invalid/v1", clocks=CLOCKS)

    assert outcome.reason is DOWN


async def test_a_server_without_tls_is_a_model_that_is_down(fake_llm: FakeLlm) -> None:
    outcome = await read_draft(fake_llm.base_url.replace("http:", "https:"))

    assert outcome.reason is DOWN
    assert fake_llm.requests == []


async def test_a_reader_who_stops_in_the_handshake_leaves_no_connection() -> None:
    hung_up = asyncio.Event()

    async def say_nothing(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while await reader.read(1_000):
            pass
        hung_up.set()
        writer.close()

    gc.disable()  # The collector would close what was forgotten.
    try:
        async with await asyncio.start_server(say_nothing, "127.0.0.1") as server:
            port = server.sockets[0].getsockname()[1]
            drafter = drafter_for(f"https://127.0.0.1:{port}/v1", clocks=LlmClocks())
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(0.3):
                    await anext(drafter.draft(draft_request()))

            await asyncio.wait_for(hung_up.wait(), 2)
    finally:
        gc.enable()


async def test_a_drip_of_tokens_ends_by_the_total_clock(fake_llm: FakeLlm) -> None:
    fake_llm.plan = Plan(FakeMode.DRIP)
    clocks = LlmClocks(first_token=1, idle=0.5, total=0.8)

    outcome = await read_draft(fake_llm.base_url, clocks=clocks)

    assert outcome.reason is SLOW
    assert outcome.text.startswith("mot mot ")
    assert 0.7 < outcome.seconds < 1.8


async def test_a_redirect_is_not_followed(fake_llm: FakeLlm) -> None:
    fake_llm.plan = Plan(FakeMode.REDIRECT)

    outcome = await read_draft(fake_llm.base_url)

    assert outcome.reason is REFUSED
    assert [request.path for request in fake_llm.requests] == ["/v1/chat/completions"]


async def test_a_slow_model_within_its_clocks_is_waited_for(fake_llm: FakeLlm) -> None:
    fake_llm.plan = Plan(delay=0.4, pause=0.005)

    outcome = await read_draft(fake_llm.base_url)

    assert outcome.failure is None
    assert outcome.run.first_piece_ms is not None
    assert outcome.run.first_piece_ms >= 400


@pytest.mark.parametrize("pieces", [0, 3])
async def test_a_reader_who_stops_leaves_no_connection(fake_llm: FakeLlm, pieces: int) -> None:
    fake_llm.plan = Plan(FakeMode.IDLE, after=pieces)
    runs = []
    drafter = drafter_for(fake_llm.base_url, on_run=runs.append, clocks=LlmClocks())
    reading = asyncio.create_task(_read_all(drafter.draft(draft_request())))
    await asyncio.sleep(0.2)
    assert fake_llm.open_connections == 1

    reading.cancel()
    with pytest.raises(asyncio.CancelledError):
        await reading

    assert await all_connections_closed(fake_llm)
    assert len(runs) == 1
    assert runs[0].failure is None


async def test_a_reader_who_closes_the_draft_leaves_no_connection(fake_llm: FakeLlm) -> None:
    fake_llm.plan = Plan(FakeMode.DRIP)
    draft = drafter_for(fake_llm.base_url, clocks=CLOCKS).draft(draft_request())
    assert await anext(draft)

    await draft.aclose()

    assert await all_connections_closed(fake_llm)


async def test_forty_drafts_at_once_keep_their_own_records(fake_llm: FakeLlm) -> None:
    fake_llm.by_model = {
        f"m{number}": Plan(text=f"Texte {number}. [1]", pause=0.001) for number in range(40)
    }

    outcomes = await asyncio.gather(
        *(read_draft(fake_llm.base_url, f"m{number}") for number in range(40))
    )

    assert [outcome.text for outcome in outcomes] == [f"Texte {n}. [1]" for n in range(40)]
    assert [outcome.run.model for outcome in outcomes] == [f"m{n}" for n in range(40)]
    assert len({outcome.run.delimiter for outcome in outcomes}) == 40
    assert await all_connections_closed(fake_llm)


async def _read_all(draft) -> None:
    async for _piece in draft:
        pass
