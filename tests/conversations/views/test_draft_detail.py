"""The draft's page: saves, conflicts, rewritings, handing over, the printed sheet."""

import json
import re

import pytest

from apps.conversations.models import Draft, Handover
from apps.conversations.services import start_draft
from tests.conversations.test_drafts import COST, make_answer

JSON = {"Accept": "application/json"}
HTMX = {"HX-Request": "true"}


@pytest.fixture
def draft(alice) -> Draft:
    return start_draft(user=alice, answer=make_answer(alice))


@pytest.fixture
def client(alice, client_of):
    return client_of(alice)


def url(draft: Draft, act: str = "") -> str:
    return f"/brouillons/{draft.pk}/{act}"


def post(client, draft, act, text=None, *, version=1, headers=None, **more):
    data = {"text": draft.text if text is None else text, "version": version} | more
    return client.post(url(draft, act), data, headers=headers or {})


def test_it_starts_from_an_answer_and_comes_back_to_the_same_draft(alice, client) -> None:
    answer = make_answer(alice)
    first = client.post(f"/reponses/{answer.pk}/brouillon/")
    second = client.post(f"/reponses/{answer.pk}/brouillon/", headers=HTMX)
    assert first["Location"] == second["HX-Redirect"]


def test_it_shows_the_text_with_its_citations_and_the_sheet_to_print(client, draft) -> None:
    html = client.get(url(draft)).content.decode()
    assert 'data-cite="1"' in html
    assert COST in html
    assert "fs-a4" in html


@pytest.mark.parametrize("act", ["", "fiche/"])
def test_a_colleague_does_not_see_it(client_of, david, draft, act) -> None:
    assert client_of(david).get(url(draft, act)).status_code == 404


@pytest.mark.parametrize("act", ["enregistrer/", "adapter/", "restaurer/", "relu/", "remettre/"])
def test_a_colleague_changes_nothing(client_of, david, draft, act) -> None:
    more = {"channel": "print", "rewriting": "sms", "number": 1}
    assert post(client_of(david), draft, act, "Volé.", **more).status_code in (302, 404)
    draft.refresh_from_db()
    assert (draft.version, Handover.objects.count()) == (1, 0)


def test_it_saves_by_itself_and_says_when(client, draft) -> None:
    html = post(client, draft, "enregistrer/", "Mon texte.", headers=HTMX).content.decode()
    assert 'data-version="2"' in html
    assert re.search(r"\d{1,2} h \d\d", html)
    assert 'data-check="unsupported"' not in html  # two words state nothing
    draft.refresh_from_db()
    assert draft.text == "Mon texte."


def test_it_shows_both_texts_when_saved_elsewhere_meanwhile(client, draft) -> None:
    post(client, draft, "enregistrer/", "Texte du premier onglet.", headers=HTMX)
    for headers in (HTMX, {}):
        response = post(client, draft, "enregistrer/", "Texte du second onglet.", headers=headers)
        assert response.status_code == 409
        html = response.content.decode()
        assert "Texte du premier onglet." in html
        assert "Texte du second onglet." in html
    draft.refresh_from_db()
    assert draft.text == "Texte du premier onglet."


def test_it_says_what_was_masked(client, draft) -> None:
    text = "Rappeler M. Durand au 06 12 34 56 78."
    html = post(client, draft, "enregistrer/", text, headers=HTMX).content.decode()
    assert "data-stored" in html
    assert "Durand" not in html
    draft.refresh_from_db()
    assert "Durand" not in draft.text


def test_it_refuses_a_text_that_is_too_long(client, draft) -> None:
    response = post(client, draft, "enregistrer/", "a" * 20_001, headers=HTMX)
    assert response.status_code == 422
    draft.refresh_from_db()
    assert draft.version == 1


def test_it_rewrites_what_was_just_typed_and_offers_to_undo(client, draft) -> None:
    text = draft.text.replace("mairie", "mairie équipée")
    response = post(client, draft, "adapter/", text, rewriting="steps")
    html = client.get(response["Location"]).content.decode()
    assert "mairie équipée" in html
    assert "data-restores" in html
    draft.refresh_from_db()
    assert "1. La demande se fait en mairie équipée. [2]" in draft.text
    client.post(url(draft, "restaurer/"), {"number": 2, "version": draft.version})
    draft.refresh_from_db()
    assert draft.text == text


def test_it_asks_once_a_session_to_have_proofread_unsourced_parts(client, draft) -> None:
    text = "La carte se demande aussi en préfecture."
    refused = post(client, draft, "remettre/", text, channel="copy", headers=JSON)
    assert refused.status_code == 422
    assert "error" in json.loads(refused.content)
    assert Handover.objects.count() == 0
    given = post(
        client, draft, "remettre/", text, version=2, channel="copy", proofread="on", headers=JSON
    )
    assert given.status_code == 200
    again = post(client, draft, "remettre/", text, version=2, channel="copy", headers=JSON)
    assert again.status_code == 200
    assert Handover.objects.count() == 2


def test_it_gives_rich_and_plain_text_and_records_what_left(client, draft) -> None:
    response = post(client, draft, "remettre/", channel="copy", headers=JSON)
    given = json.loads(response.content)
    assert '<a href="https://example.org/F90001">' in given["html"]
    assert "class=" not in given["html"]
    assert given["plain"] == Handover.objects.get().text
    assert given["mailto"].startswith("mailto:?subject=")


def test_a_text_too_long_for_an_address_is_given_as_a_file(client, draft) -> None:
    text = "\n".join([draft.text] * 12)
    given = json.loads(post(client, draft, "remettre/", text, channel="mail", headers=JSON).content)
    assert given["mailto"] == ""
    response = post(client, draft, "remettre/", text, version=2, channel="eml")
    assert response["Content-Type"] == "message/rfc822"
    assert response["Content-Disposition"].endswith('.eml"')


def test_nothing_is_handed_over_from_an_empty_draft(client, draft) -> None:
    assert post(client, draft, "remettre/", "", channel="print").status_code == 422
    assert Handover.objects.count() == 0


def test_the_printed_sheet_holds_title_codes_and_no_mark(client, draft) -> None:
    response = post(client, draft, "remettre/", channel="print")
    html = client.get(response["Location"]).content.decode()
    assert html.count("<svg") >= 2
    assert "Carte d’identité perdue" in html
    assert "https://example.org/F90001" in html
    assert "sans intelligence artificielle" in html
    page = html[html.index("fs-a4") : html.index("</article>")]
    assert "[1]" not in page
    assert "fs-cite" not in page


def test_typed_html_is_text_everywhere(client, draft) -> None:
    payload = "<img src=x onerror=alert(1)> **<b>gras</b>** de 3 mots"
    post(client, draft, "enregistrer/", payload, headers=HTMX)
    client.post(
        url(draft, "remettre/"),
        {"text": payload, "version": 2, "proofread": "on", "channel": "print"},
    )
    for act in ("", "fiche/"):
        html = client.get(url(draft, act)).content.decode()
        assert "<img src=x" not in html
        assert "<b>gras" not in html
    given = post(client, draft, "remettre/", payload, version=2, channel="copy", headers=JSON)
    assert "<img" not in json.loads(given.content)["html"]


def test_the_request_to_a_referent_holds_no_identifier(alice, client) -> None:
    answer = make_answer(alice)
    html = client.get(f"/reponses/{answer.pk}/administration-plus/").content.decode()
    assert "(donnée retirée)" in html
    assert "PERSONNE_1" not in html
    assert COST in html


def test_the_day_summary_counts_and_copies(alice, client) -> None:
    make_answer(alice)
    html = client.get("/echanges/bilan/").content.decode()
    assert "France Titres (ANTS) : 1" in html
    assert "a perdu sa carte" not in html
    assert client.get("/echanges/bilan/?day=pas-une-date").status_code == 200


def test_a_new_question_starts_from_an_exchange_that_she_sees(alice, david, client_of) -> None:
    exchange = make_answer(alice).conversation_id
    assert "PERSONNE_1" in client_of(alice).get(f"/?depuis={exchange}").content.decode()
    assert "PERSONNE_1" not in client_of(david).get(f"/?depuis={exchange}").content.decode()
