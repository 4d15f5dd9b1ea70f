"""*Avis du référent*: asked, told, joined by one, said, taken up, ended; all in the trail."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from apps.accounts.enums import Role
from apps.accounts.models import User
from apps.answering.masking import mask
from apps.audit.models import AuditEvent
from apps.conversations import services
from apps.conversations.help_reading import help_view, waits
from apps.conversations.models import Conversation, Draft, Duty, HelpMessage, HelpRequest
from apps.notices.models import Notice
from tests.accounts.factories import UserFactory
from tests.conversations.factories import (
    AnswerFactory,
    AnswerSentenceFactory,
    ConversationFactory,
    QuestionFactory,
)

pytestmark = pytest.mark.django_db
ClientOf = Callable[[User], Client]


@pytest.fixture
def exchange(alice: User) -> Conversation:
    conversation = ConversationFactory(author=alice)
    answer = AnswerFactory(question=QuestionFactory(conversation=conversation))
    AnswerSentenceFactory(answer=answer)
    return conversation


@pytest.fixture
def fatou(db: None) -> User:
    """Another supervisor of the Creuse."""
    return UserFactory(
        email="fatou@example.org",
        full_name="Fatou Sarr",
        roles=[Role.SUPERVISOR],
        desk=None,
        scope=["23"],
    )


def _ask(exchange: Conversation, note: str = "") -> HelpRequest:
    masked = mask(note) if note else None
    return services.ask_help(
        conversation=exchange, user=exchange.author, note=masked, now=timezone.now()
    )


def _join(help_request: HelpRequest, supervisor: User) -> HelpRequest:
    return services.join_help(help_request=help_request, supervisor=supervisor, now=timezone.now())


def _say(exchange: Conversation, author: User, text: str, *, proposal: bool = False) -> HelpMessage:
    return services.say_in_help(
        conversation_id=exchange.pk, author=author, text=mask(text), is_proposal=proposal
    )


def test_those_on_duty_are_told_and_nobody_else(
    exchange: Conversation, bob: User, fatou: User, david: User
) -> None:
    services.switch_duty(supervisor=fatou, is_on=True, now=timezone.now())
    _ask(exchange, "Elle m’a donné son numéro : 06 12 34 56 78.")
    notice = Notice.objects.get()
    assert (notice.recipient, notice.kind, notice.url) == (fatou, "help", "/supervision/aides/")
    assert "06 12" not in notice.text


def test_all_supervisors_of_the_departement_are_told_when_nobody_is_on_duty(
    exchange: Conversation, bob: User, fatou: User
) -> None:
    _ask(exchange)
    assert set(Notice.objects.values_list("recipient", flat=True)) == {bob.pk, fatou.pk}


def test_a_duty_left_on_ends_by_itself(exchange: Conversation, bob: User) -> None:
    services.switch_duty(supervisor=bob, is_on=True, now=timezone.now() - timedelta(hours=13))
    assert list(services.on_duty(exchange, timezone.now())) == []


def test_help_is_asked_once_at_a_time(exchange: Conversation, alice: User, bob: User) -> None:
    _ask(exchange)
    with pytest.raises(services.HelpUnderway):
        _ask(exchange)
    services.end_help(conversation_id=exchange.pk, user=alice, now=timezone.now())
    assert _ask(exchange).ended_at is None


def test_the_first_to_join_helps_and_the_wait_is_kept(
    exchange: Conversation, bob: User, fatou: User
) -> None:
    help_request = _ask(exchange)
    asked = timezone.now() - timedelta(minutes=3)
    HelpRequest.objects.update(asked_at=asked)
    services.join_help(
        help_request=help_request, supervisor=bob, now=asked + timedelta(seconds=180)
    )
    with pytest.raises(services.HelpTaken):
        _join(help_request, fatou)
    assert HelpRequest.objects.get().waited == timedelta(seconds=180)
    event = AuditEvent.objects.get(kind="help_joined")
    assert (event.actor_id, event.payload["waited_seconds"]) == (bob.pk, 180)
    figures = waits(bob, timezone.now())
    assert (figures.joined, figures.not_joined, figures.median, figures.longest) == (1, 0, 180, 180)


def test_the_referent_owns_the_exchange_for_the_time_of_the_help(
    exchange: Conversation, bob: User
) -> None:
    def holds() -> tuple[bool, bool, bool]:
        conversations = Conversation.objects
        return (
            conversations.visible_to(bob).exists(),
            conversations.held_by(bob).exists(),
            conversations.owned_by(bob).exists(),
        )

    assert holds() == (False, False, False)
    _join(_ask(exchange), bob)
    assert holds() == (True, True, False)
    services.end_help(conversation_id=exchange.pk, user=bob, now=timezone.now())
    assert holds() == (False, False, False)
    with pytest.raises(services.HelpOver):
        _say(exchange, bob, "Encore un mot.")


def test_a_proposed_text_goes_to_the_end_of_the_draft_when_she_takes_it_up(
    exchange: Conversation, alice: User, bob: User, client_of: ClientOf
) -> None:
    _join(_ask(exchange), bob)
    message = _say(exchange, bob, "Le timbre s’achète en ligne.", proposal=True)
    assert not Draft.objects.exists()
    response = client_of(alice).post(f"/aide/propositions/{message.pk}/")
    draft = Draft.objects.get()
    assert response["Location"] == f"/brouillons/{draft.pk}/"
    assert draft.text.startswith("## En bref")
    assert draft.text.endswith("Le timbre s’achète en ligne.")
    assert draft.versions.first().origin == "inserted"
    message.refresh_from_db()
    assert message.taken_up_at is not None
    assert AuditEvent.objects.filter(kind="help_taken_up", actor_id=alice.pk).exists()


def test_only_the_referent_proposes_and_only_the_author_takes_up(
    exchange: Conversation, alice: User, bob: User, david: User, client_of: ClientOf
) -> None:
    _join(_ask(exchange), bob)
    assert not _say(exchange, alice, "Un texte à moi.", proposal=True).is_proposal
    message = _say(exchange, bob, "Un texte.", proposal=True)
    assert client_of(david).post(f"/aide/propositions/{message.pk}/").status_code == 404
    assert client_of(bob).post(f"/aide/propositions/{message.pk}/").status_code == 403


def test_what_is_said_is_masked(exchange: Conversation, alice: User, bob: User) -> None:
    _join(_ask(exchange), bob)
    assert "06 12" not in _say(exchange, alice, "Appelez le 06 12 34 56 78.").text


def test_the_referent_sees_answer_draft_and_pseudonym(
    exchange: Conversation, alice: User, bob: User, client_of: ClientOf
) -> None:
    """S-03"""
    answer = exchange.answers.get()
    draft = services.start_draft(user=alice, answer=answer)
    address = f"/supervision/aides/{exchange.pk}/"
    assert client_of(bob).get(address).status_code == 404
    _join(_ask(exchange), bob)
    services.save_draft(draft=draft, text=mask("Mon texte à moi."), version=1)
    page = client_of(bob).get(address).content.decode()
    assert "La nouvelle carte coûte 25 €." in page
    assert "Mon texte à moi." in page
    assert "Alice" not in page
    services.end_help(conversation_id=exchange.pk, user=alice, now=timezone.now())
    assert client_of(bob).get(address).status_code == 404


def test_another_departement_neither_sees_nor_joins(
    exchange: Conversation, client_of: ClientOf
) -> None:
    """S-01"""
    stranger = UserFactory(roles=[Role.SUPERVISOR], desk=None, scope=["19"])
    help_request = _ask(exchange)
    assert "Personne n’attend" in client_of(stranger).get("/supervision/aides/").content.decode()
    address = f"/supervision/aides/{help_request.pk}/rejoindre/"
    assert client_of(stranger).post(address).status_code == 404


def test_a_reader_of_a_shared_exchange_sees_nothing_of_the_help(
    exchange: Conversation, alice: User, bob: User, client_of: ClientOf
) -> None:
    exchange.is_shared = True
    exchange.save()
    _join(_ask(exchange, "Puis-je dire cela ?"), bob)
    colleague = UserFactory(desk=alice.desk)
    assert help_view(exchange, colleague) is None
    page = client_of(colleague).get(f"/echanges/{exchange.pk}/").content.decode()
    assert "Puis-je dire cela" not in page


def test_the_whole_help_runs_without_script_and_leaves_its_trace(
    exchange: Conversation, alice: User, bob: User, client_of: ClientOf
) -> None:
    counsellor, referent = client_of(alice), client_of(bob)
    referent.post("/supervision/permanence/", {"on": "true"})
    assert Duty.objects.get().supervisor == bob
    counsellor.post(f"/echanges/{exchange.pk}/aide/", {"comment": "Est-ce le bon prix ?"})
    waiting = HelpRequest.objects.get()
    assert "Est-ce le bon prix" in referent.get("/supervision/aides/").content.decode()
    response = referent.post(f"/supervision/aides/{waiting.pk}/rejoindre/")
    assert response["Location"] == f"/supervision/aides/{exchange.pk}/"
    say = f"/echanges/{exchange.pk}/aide/message/"
    referent.post(say, {"text": "Oui, 25 €."})
    counsellor.post(say, {"text": "Merci."})
    page = counsellor.get(f"/echanges/{exchange.pk}/").content.decode()
    assert "Oui, 25 €." in page
    assert "Bob Diallo" in page
    end = referent.post(f"/echanges/{exchange.pk}/aide/terminer/")
    assert end["Location"] == "/supervision/aides/"
    kinds = AuditEvent.objects.filter(kind__startswith="help").order_by("seq")
    assert list(kinds.values_list("kind", flat=True)) == [
        "help_asked",
        "help_joined",
        "help_said",
        "help_said",
        "help_ended",
    ]
    assert "Merci" not in str(list(kinds.values_list("payload", flat=True)))


def test_an_empty_message_is_refused_and_nothing_is_kept(
    exchange: Conversation, alice: User, bob: User, client_of: ClientOf
) -> None:
    _join(_ask(exchange), bob)
    client_of(alice).post(f"/echanges/{exchange.pk}/aide/message/", {"text": "  "})
    assert not HelpMessage.objects.exists()
