"""How an answer is shown: parts, doubts, quotes, masks."""

from types import SimpleNamespace
from typing import Any

from apps.conversations.templatetags import answers
from apps.ui.samples import Rows, answer


def sentence(text: str, position: int = 0, **more: Any) -> SimpleNamespace:
    citations = Rows(SimpleNamespace(source_id=number) for number in more.pop("cites", ()))
    values = {
        "section": "summary",
        "topic": "",
        "is_list_item": False,
        "check_status": "supported",
        "problems": [],
    }
    return SimpleNamespace(text=text, position=position, citations=citations, **{**values, **more})


def passage(text: str, quote: str) -> SimpleNamespace:
    return SimpleNamespace(text=text, citations=Rows([SimpleNamespace(quote=quote)]))


def test_sentences_of_one_section_and_topic_make_one_part() -> None:
    rows = [
        sentence("a", 0),
        sentence("b", 1),
        sentence("c", 2, section="cost", topic="Caf"),
        sentence("d", 3, section="cost", topic="MSA"),
    ]
    found = answers.parts(rows)
    assert [(str(part.section), part.position) for part in found] == [
        ("summary", 0),
        ("cost", 2),
        ("cost", 3),
    ]
    assert [part.is_new_topic for part in found] == [False, True, True]


def test_a_list_from_one_passage_is_cited_once_on_its_lead_in() -> None:
    rows = [sentence("Il faut :", cites=[3])]
    rows += [sentence(item, cites=[3], is_list_item=True) for item in ("photo", "timbre")]
    lead_in, items = answers.parts(rows)[0].blocks
    assert not lead_in.is_cited_once
    assert items.is_cited_once
    assert items.shared == ()


def test_a_list_without_lead_in_is_cited_after_its_last_item() -> None:
    rows = [sentence(item, cites=[3], is_list_item=True) for item in ("photo", "timbre")]
    (items,) = answers.parts(rows)[0].blocks
    assert [citation.source_id for citation in items.shared] == [3]


def test_a_list_with_a_doubtful_item_keeps_every_citation() -> None:
    rows = [sentence(item, cites=[3], is_list_item=True) for item in ("photo", "timbre")]
    rows[1].check_status = "to_check"
    (items,) = answers.parts(rows)[0].blocks
    assert not items.is_cited_once


def test_a_doubtful_span_is_underlined_and_named_once() -> None:
    doubtful = sentence(
        "Comptez 3 semaines ou 4 semaines.",
        check_status="to_check",
        problems=[{"start": 8, "end": 18}, {"start": 22, "end": 32}],
    )
    html = answers.doubts(doubtful)
    assert html.count("fs-badge-inline") == 1
    assert '<span class="fs-doubt">3 semaines</span>' in html
    assert '<span class="fs-doubt">4 semaines</span>' in html


def test_a_sentence_without_source_is_named_so_after_its_text() -> None:
    html = answers.doubts(
        sentence("Le samedi.", check_status="unsupported", problems=[{"start": 0, "end": 10}])
    )
    assert html.startswith("Le samedi. <span")
    assert "fr-badge--error" in html


def test_text_is_escaped_wherever_it_is_shown() -> None:
    hostile = "<img src=x onerror=alert(1)> ⟦NIR_1⟧"
    for html in (
        answers.masked(hostile),
        answers.doubts(
            sentence(hostile, check_status="to_check", problems=[{"start": 0, "end": 4}])
        ),
        answers.quoted(
            SimpleNamespace(text=hostile, citations=Rows([SimpleNamespace(quote="<img")]))
        ),
    ):
        assert "<img" not in html


def test_marks_become_words_and_unknown_marks_stay() -> None:
    html = answers.masked("⟦NIR_1⟧ et ⟦AUTRE_2⟧")
    assert 'class="fs-mark"' in html
    assert "NIR" not in html
    assert "⟦AUTRE_2⟧" in html


def test_the_quote_is_marked_where_it_stands_in_the_passage() -> None:
    source = SimpleNamespace(
        text="Avant. 25 € en timbre. Après.",
        citations=Rows([SimpleNamespace(quote="25 € en timbre.")]),
    )
    assert answers.quoted(source) == (
        'Avant. <mark class="fs-quote__mark">25 € en timbre.</mark> Après.'
    )


def test_online_services_come_from_quoted_sheets_only() -> None:
    one = {"title": "Pré-demande", "url": "https://ants.gouv.fr/"}
    other = {"title": "Autre", "url": "https://example.org/"}
    shown = answer(
        "answered",
        outcome={
            "sheets": [
                {"sheet_id": "F90101", "services": [one, one]},
                {"sheet_id": "F9999", "services": [other]},
            ]
        },
    )
    assert answers.services(shown) == [one]


def test_nobody_is_named_for_a_request_that_concerns_no_operator() -> None:
    contact = {"title": "Mairie", "url": "https://lannuaire.service-public.fr/"}
    outcome = {"nearest": [{"sheet_id": "F90103", "contacts": [contact]}]}
    assert answers.contacts(answer("abstained_no_sheet", outcome=outcome)) == [contact]
    about_nothing = answer("abstained_out_of_scope", outcome=outcome)
    assert answers.contacts(about_nothing) == []
    about_nothing.question.operators = ["caf"]
    assert answers.contacts(about_nothing) == [contact]


def test_dates_are_french_whether_stored_or_not() -> None:
    assert answers.day("2025-03-12") == "12/03/2025"
    assert answers.day(None) == ""
