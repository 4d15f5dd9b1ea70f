"""The two sides of a help on the same exchange, over real sockets."""

from uuid import UUID

import httpx
from channels.db import database_sync_to_async
from django.conf import settings

from apps.accounts.models import User
from apps.conversations import services
from apps.conversations.models import Answer, Draft, HelpRequest
from apps.sheets.models import Sheet
from tests.conversations.conftest import cookie_of, last_answer, quiet_exchange
from tests.conversations.factories import AnswerSentenceFactory
from tests.conversations.sheets import LOST_CARD_QUESTION
from tests.support.database import transactional
from tests.support.exchange_page import ExchangePage
from tests.support.liveserver import LiveServer

pytestmark = transactional


async def _post(server: LiveServer, cookie: str, path: str, **data: object) -> int:
    """As a page of the server's own does it: the announcement starts in the server's process."""
    token = "t" * 32
    headers = {
        "Cookie": f"{cookie}; {settings.CSRF_COOKIE_NAME}={token}",
        "X-CSRFToken": token,
        "Origin": server.origin,
    }
    async with httpx.AsyncClient(base_url=server.origin, headers=headers) as client:
        return (await client.post(path, data=data)).status_code


@database_sync_to_async
def _open_help(conversation_id: UUID) -> HelpRequest:
    return HelpRequest.objects.open().get(conversation=conversation_id)


@database_sync_to_async
def _draft(conversation_id: UUID, user: User) -> Draft:
    answer = Answer.objects.get(conversation=conversation_id)
    AnswerSentenceFactory(answer=answer)
    return services.start_draft(user=user, answer=answer)


async def test_a_supervisor_who_does_not_help_is_refused(
    server: LiveServer, alice: User, bob: User
) -> None:
    page = ExchangePage(server, await cookie_of(bob), await quiet_exchange(alice))
    await page.open()
    assert await page.close_code() == 4403


async def test_both_pages_show_what_is_said_and_drafted_and_the_end_closes_the_referents(
    server: LiveServer, alice: User, bob: User
) -> None:
    exchange = await quiet_exchange(alice)
    draft = await _draft(exchange, alice)
    counsellor, referent = await cookie_of(alice), await cookie_of(bob)
    say = f"/echanges/{exchange}/aide/message/"
    async with ExchangePage(server, counsellor, exchange) as hers:
        await _post(server, counsellor, f"/echanges/{exchange}/aide/")
        await hers.wait_for('data-stage="waiting"')
        await _join(server, referent, exchange)
        await hers.wait_for('data-stage="joined"')
        async with ExchangePage(server, referent, exchange) as theirs:
            await _post(server, referent, say, text="Dites plutôt ceci.", proposal="on")
            assert "Insérer dans mon brouillon" in await hers.wait_for("Dites plutôt ceci.")
            assert "Insérer" not in await theirs.wait_for("Dites plutôt ceci.")
            save = f"/brouillons/{draft.pk}/enregistrer/"
            await _post(server, counsellor, save, text="Ma nouvelle version.", version=1)
            await theirs.wait_for("Ma nouvelle version.")
            await _post(server, counsellor, f"/echanges/{exchange}/aide/terminer/")
            assert await theirs.close_code() == 4403
        await hers.wait_for('data-stage="free"')


async def test_what_is_typed_stays_while_the_other_side_speaks(
    server: LiveServer, alice: User, bob: User
) -> None:
    exchange = await quiet_exchange(alice)
    counsellor, referent = await cookie_of(alice), await cookie_of(bob)
    await _post(server, counsellor, f"/echanges/{exchange}/aide/")
    await _join(server, referent, exchange)
    async with ExchangePage(server, counsellor, exchange) as hers:
        await _post(server, referent, f"/echanges/{exchange}/aide/message/", text="Bonjour.")
        assert 'id="help-forms"' not in await hers.wait_for("Bonjour.")


async def test_the_referent_may_ask_in_the_exchange_while_helping(
    server: LiveServer, lost_card: Sheet, alice: User, bob: User
) -> None:
    """DESIGN 8: a referent owns the exchange for the time of the help."""
    exchange = await quiet_exchange(alice)
    counsellor, referent = await cookie_of(alice), await cookie_of(bob)
    await _post(server, counsellor, f"/echanges/{exchange}/aide/")
    await _join(server, referent, exchange)
    async with (
        ExchangePage(server, counsellor, exchange) as hers,
        ExchangePage(server, referent, exchange) as theirs,
    ):
        await theirs.ask(LOST_CARD_QUESTION)
        await hers.wait_for('id="finished"')
    answer = await last_answer(exchange)
    assert answer.question.asked_by_id == bob.pk


async def _join(server: LiveServer, cookie: str, exchange: UUID) -> None:
    help_request = await _open_help(exchange)
    await _post(server, cookie, f"/supervision/aides/{help_request.pk}/rejoindre/")
