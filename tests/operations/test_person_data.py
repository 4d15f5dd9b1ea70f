"""One account's data: all of it exported, and erased so that nothing names the person."""

import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection
from django.test import Client

from apps.accounts.models import User
from apps.answering.masking import mask
from apps.audit.enums import EventKind
from apps.audit.models import AuditEvent
from apps.audit.services import verify_trail
from apps.conversations.models import (
    Conversation,
    Draft,
    DraftVersion,
    Feedback,
    Handover,
    Question,
)
from apps.conversations.services.organising import entrust_conversation
from apps.curation.models import Gap
from apps.notices.models import Notice
from apps.operations import services
from apps.operations.models import Banner, RetentionHold
from apps.operations.person_data import row_of, rows_naming
from apps.reviews.models import Review
from tests.accounts.factories import UserFactory
from tests.conversations.factories import AnswerFactory, CitationFactory, ConversationFactory
from tests.reviews.factories import judge, queued

Clients = Callable[[User], Client]
EMAIL, NAME = "alice@example.org", "Alice Martin"


@pytest.fixture
def busy_alice(alice: User, bob: User, emma: User, client_of: Clients) -> User:
    """She asked, drafted, handed over, rated, was reviewed, wrote to a colleague."""
    alice.set_password("un-mot-de-passe-long")
    alice.save()
    EmailAddress.objects.create(user=alice, email=EMAIL, verified=True, primary=True)
    Authenticator.objects.create(user=alice, type="totp", data={"secret": "JBSWY3DP"})
    answer = AnswerFactory(question__conversation=ConversationFactory(author=alice))
    CitationFactory(sentence__answer=answer)
    draft = Draft.objects.create(answer=answer, text="La carte coûte 25 €.")
    DraftVersion.objects.create(draft=draft, number=1, text=draft.text, origin="answer")
    Handover.objects.create(answer=answer, channel="copy", text="Texte remis.")
    Feedback.objects.create(
        conversation=answer.conversation, answer=answer, author=alice, vote="helpful"
    )
    judge(queued(alice).answer, bob, comment=f"Merci {NAME} pour ce cas")
    colleague = UserFactory(full_name="Chantal Petit", desk=alice.desk)
    given = AnswerFactory(question__conversation__author=alice).conversation
    entrust_conversation(user=alice, conversation=given, colleague=colleague)
    Notice.objects.create(recipient=alice, kind="reply", title="Avis rendu")
    Gap.objects.create(title="Lacune", note=f"Vu avec {NAME}", proof=[{"text": f"« {NAME} »"}])
    Question.objects.filter(conversation=given).update(themes=["Papiers", NAME])
    services.announce(
        text=f"Écrivez à {EMAIL.upper()}",
        level="info",
        shown_from=alice.created_at,
        ends_at=alice.created_at.replace(year=2199),
        announced_by=emma,
    )
    session = client_of(alice).session
    session["address"] = EMAIL
    session.save()
    return alice


def tables_naming(words: str) -> dict[str, int]:
    """Every table of the database, and how many of its rows hold these words in any column."""
    found = {}
    with connection.cursor() as cursor:
        cursor.execute("SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = 'public'")
        for (table,) in cursor.fetchall():
            cursor.execute(
                f"SELECT count(*) FROM {table} AS row WHERE row::text ILIKE %s",  # noqa: S608
                [f"%{words}%"],
            )
            found[table] = cursor.fetchone()[0]
    return {table: number for table, number in found.items() if number}


def export(email: str, path: Path) -> dict[str, Any]:
    call_command("export_person", email, "--output", str(path), stdout=io.StringIO())
    with zipfile.ZipFile(path) as archive:
        return {
            name: json.loads(archive.read(name))
            for name in archive.namelist()
            if name.endswith(".json")
        }


def erase(email: str) -> str:
    out = io.StringIO()
    call_command("erase_person", email, "--yes", stdout=out, stderr=out)
    return out.getvalue()


def test_an_export_holds_every_row_that_hangs_on_the_account(
    busy_alice: User, tmp_path: Path
) -> None:
    """O-06: each table with a key to an account, without a list kept by hand."""
    exported = export(EMAIL.upper(), tmp_path / "alice.zip")
    rows = [row for content in exported.values() if isinstance(content, list) for row in content]
    tables = set()
    for model, found in rows_naming(busy_alice):
        for row in found:
            tables.add(model._meta.label_lower)
            assert json.loads(json.dumps(row_of(row), cls=DjangoJSONEncoder)) in rows
    assert len(tables) >= 5
    assert exported["compte.json"]["email"] == EMAIL
    assert len([name for name in exported if name.startswith("echanges/")]) == 2
    assert "Avis rendu" in [message["title"] for message in exported["messages.json"]]


def test_an_exported_exchange_reads_from_question_to_handover(
    busy_alice: User, tmp_path: Path
) -> None:
    """O-06: readable."""
    exported = export(EMAIL, tmp_path / "alice.zip")
    exchanges = [one for name, one in exported.items() if name.startswith("echanges/")]
    told = next(one for one in exchanges if "Texte remis" in str(one))
    answer = told["question"][0]["answer"][0]
    assert "carte d’identité" in told["question"][0]["masked_text"]
    assert answer["answersentence"][0]["text"] == "La nouvelle carte coûte 25 €."
    assert answer["answersource"][0]["citation"][0]["quote"] == "La nouvelle carte coûte 25 €."
    assert answer["draft"][0]["draftversion"][0]["text"] == "La carte coûte 25 €."
    assert answer["handover"][0]["text"] == "Texte remis."
    assert answer["feedback"][0]["vote"] == "helpful"


def test_an_export_holds_no_secret_and_no_other_account(
    busy_alice: User, david: User, tmp_path: Path
) -> None:
    """O-06."""
    ConversationFactory(author=david, title="Échange de David")
    path = tmp_path / "alice.zip"
    text = json.dumps(export(EMAIL, path), ensure_ascii=False)
    for hidden in (busy_alice.password, "JBSWY3DP", "Échange de David", "Chantal", "Bob Diallo"):
        assert hidden not in text
    assert path.stat().st_mode & 0o077 == 0
    event = AuditEvent.objects.get(kind=EventKind.PERSON_EXPORTED)
    assert event.subject_id == str(busy_alice.pk)


def test_an_export_overwrites_nothing(busy_alice: User, tmp_path: Path) -> None:
    path = tmp_path / "alice.zip"
    path.write_text("précieux")
    with pytest.raises(CommandError) as refusal:
        export(EMAIL, path)
    assert refusal.value.returncode == 2
    assert path.read_text() == "précieux"
    with pytest.raises(CommandError):
        export(EMAIL, tmp_path / "absent" / "alice.zip")
    assert not AuditEvent.objects.filter(kind=EventKind.PERSON_EXPORTED).exists()


def test_after_an_erasure_no_column_of_any_table_names_the_person(busy_alice: User) -> None:
    """O-06: every table of the database, whatever our models say."""
    assert len(tables_naming(NAME)) >= 3
    assert len(tables_naming(EMAIL)) >= 2
    said = erase(EMAIL)
    assert tables_naming(NAME) == {}
    assert tables_naming(EMAIL) == {}
    assert EMAIL not in said
    assert Gap.objects.get().proof == [{"text": "« [effacé] »"}]
    assert Question.objects.get().themes == ["Papiers", "[effacé]"]
    assert not any("address" in one.get_decoded() for one in Session.objects.all())
    assert not Authenticator.objects.filter(user=busy_alice).exists()


def test_an_erasure_takes_exchanges_and_inbox_and_keeps_what_others_need(busy_alice: User) -> None:
    """O-06: the account is left without a name; the trail still verifies."""
    events = AuditEvent.objects.count()
    erase(EMAIL)
    busy_alice.refresh_from_db()
    assert (busy_alice.is_active, busy_alice.roles, busy_alice.desk) == (False, [], None)
    assert not busy_alice.has_usable_password()
    assert not Conversation.objects.filter(author=busy_alice).exists()
    assert not Notice.objects.filter(recipient=busy_alice).exists()
    assert Question.objects.filter(asked_by=busy_alice).count() == 1  # entrusted to a colleague
    assert not Review.objects.exists()
    assert "[effacé]" in Banner.objects.get().text
    assert AuditEvent.objects.count() == events + 1
    event = AuditEvent.objects.get(kind=EventKind.PERSON_ERASED)
    assert (event.subject_id, event.payload["exchanges"]) == (str(busy_alice.pk), 2)
    assert verify_trail().ok


def test_names_of_others_and_parts_of_words_stay(alice: User, emma: User) -> None:
    notice = Notice.objects.create(
        recipient=emma, kind="reply", title="Alice Martinez, alice  martin et malice martin"
    )
    erase(EMAIL)
    notice.refresh_from_db()
    assert notice.title == "Alice Martinez, [effacé] et malice martin"


def test_a_held_exchange_stays_under_an_account_that_names_nobody(
    busy_alice: User, emma: User
) -> None:
    """O-05 and O-06: an archivist's hold comes first."""
    held = Conversation.objects.filter(author=busy_alice).first()
    assert held is not None
    services.place_hold(reason=mask("Contentieux"), placed_by=emma, exchange=held.pk)
    said = erase(EMAIL)
    assert list(Conversation.objects.filter(author=busy_alice)) == [held]
    assert "gel" in said
    assert tables_naming(NAME) == {}
    assert RetentionHold.objects.count() == 1


@pytest.mark.parametrize("command", ["export_person", "erase_person"])
@pytest.mark.django_db
def test_an_unknown_address_is_refused_in_french(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """O-06."""
    monkeypatch.chdir(tmp_path)
    with pytest.raises(CommandError, match="Aucun compte n’a cette adresse") as refusal:
        call_command(command, "nobody@example.org")
    assert refusal.value.returncode == 2
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("typed", ["", "oui", "bob@example.org"])
def test_nothing_is_erased_unless_the_address_is_typed_again(
    alice: User, monkeypatch: pytest.MonkeyPatch, typed: str
) -> None:
    monkeypatch.setattr("builtins.input", lambda: typed)
    with pytest.raises(CommandError, match="Rien n’a été effacé") as refusal:
        call_command("erase_person", EMAIL, stdout=io.StringIO())
    assert refusal.value.returncode == 2
    assert User.objects.filter(email=EMAIL).exists()
    monkeypatch.setattr("builtins.input", lambda: EMAIL)
    call_command("erase_person", EMAIL, stdout=io.StringIO())
    assert not User.objects.filter(email=EMAIL).exists()


def test_the_last_administrator_is_not_erased(emma: User) -> None:
    with pytest.raises(CommandError) as refusal:
        erase(emma.email)
    assert refusal.value.returncode == 2
    assert User.objects.filter(email=emma.email).exists()


def test_an_erased_account_opens_nothing(alice: User, client_of: Clients) -> None:
    """A page that was open asks to sign in."""
    client = client_of(alice)
    assert client.get("/echanges/").status_code == 200
    erase(EMAIL)
    assert client.get("/echanges/").status_code == 302


def test_words_that_masking_missed_are_erased_wherever_people_typed_them(alice: User) -> None:
    """O-06: a citizen's data in free text; what was copied from a sheet stays byte for byte."""
    answer = AnswerFactory(question__conversation__author=alice)
    citation = CitationFactory(sentence__answer=answer, quote="Rue Jeanne Durand, 25 €")
    Question.objects.update(masked_text="Pour JEANNE  DURAND, au +33 6 12 34 56 78")
    draft = Draft.objects.create(answer=answer, text="Madame Jeanne Durand,")
    out = io.StringIO()
    call_command("erase_words", "Jeanne Durand", "--dry-run", stdout=out)
    assert Question.objects.get().masked_text.startswith("Pour JEANNE")
    call_command("erase_words", "Jeanne Durand", "--yes", stdout=out)
    call_command("erase_words", "+33 6 12 34 56 78", "--yes", stdout=out)
    assert Question.objects.get().masked_text == "Pour [effacé], au [effacé]"
    draft.refresh_from_db()
    citation.refresh_from_db()
    assert (draft.text, citation.quote) == ("Madame [effacé],", "Rue Jeanne Durand, 25 €")
    assert "Lignes changées : 2" in out.getvalue()
    events = AuditEvent.objects.filter(kind=EventKind.WORDS_ERASED)
    assert [event.payload for event in events] == [
        {"conversations.question": 1, "conversations.draft": 1},
        {"conversations.question": 1},
    ]
    assert verify_trail().ok


def test_words_too_short_or_not_confirmed_erase_nothing(
    alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    AnswerFactory(question__conversation__author=alice)
    monkeypatch.setattr("builtins.input", lambda: "non")
    for words in ("de", "carte d’identité"):
        with pytest.raises(CommandError) as refusal:
            call_command("erase_words", words, stdout=io.StringIO())
        assert refusal.value.returncode == 2
    assert "carte d’identité" in Question.objects.get().masked_text
