"""Reading a draft: sentences with their proof, whatever the pieces, whatever the text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.answering.checking import REMOVED_CONTACT
from apps.answering.citations import DraftReader
from apps.answering.enums import CheckStatus, ProblemKind, Section
from apps.answering.events import SentenceChecked, TailWritten
from apps.answering.figures import unsupported_spans
from apps.answering.figures.contacts import find_contacts
from apps.answering.markup import SECTION_LABELS, escape
from apps.answering.plain_text import without_hidden
from tests.answering.support import LOST_CARD, passage

DRAFT = """## En bref
Le renouvellement d'une carte perdue coûte 25 € en timbre fiscal. [3] La déclaration de perte \
sera faite au guichet. [1][2]
## Pièces à fournir
Il faut présenter les documents originaux : [2]
- Votre passeport
- Timbre fiscal : 25 € (achat en ligne)
## Coût
C'est 99 € [3]. Comptez trois semaines. [3]
"""


def read(text, passages=LOST_CARD, cuts=()):
    reader = DraftReader(passages)
    events = []
    for start, end in zip((0, *cuts), (*cuts, len(text)), strict=True):
        events += reader.feed(text[start:end])
    return events + reader.close()


def sentences(*args, **options):
    return [e.sentence for e in read(*args, **options) if isinstance(e, SentenceChecked)]


def test_it_reads_parts_sentences_lists_and_citations():
    found = [(s.section, s.text, [c.number for c in s.citations]) for s in sentences(DRAFT)]
    assert found == [
        (
            Section.SUMMARY,
            "Le renouvellement d'une carte perdue coûte 25 € en timbre fiscal.",
            [3],
        ),
        (Section.SUMMARY, "La déclaration de perte sera faite au guichet.", [1, 2]),
        (Section.PAPERS, "Il faut présenter les documents originaux :", [2]),
        (Section.PAPERS, "Votre passeport", [2]),
        (Section.PAPERS, "Timbre fiscal : 25 € (achat en ligne)", [2]),
        (Section.COST, "C'est 99 €.", [3]),
        (Section.COST, "Comptez trois semaines.", [3]),
    ]


def test_positions_follow_each_other_and_items_are_told():
    found = sentences(DRAFT)
    assert [s.position for s in found] == list(range(len(found)))
    assert [s.is_list_item for s in found] == [False] * 3 + [True] * 2 + [False] * 2


def test_a_figure_absent_from_the_cited_passage_is_to_check_on_its_words():
    wrong = sentences(DRAFT)[-2]
    assert wrong.check is CheckStatus.TO_CHECK
    problems = [p for p in wrong.problems if p.kind is ProblemKind.FIGURE_ABSENT]
    assert [wrong.text[p.start : p.end] for p in problems] == ["99 €"]


def test_the_quote_is_a_piece_of_the_passage_byte_for_byte():
    for sentence in sentences(DRAFT):
        for citation in sentence.citations:
            assert citation.quote in citation.passage.text
            assert citation.passage is LOST_CARD[citation.number - 1]


def test_the_quote_of_a_reworded_sentence_is_the_part_that_says_it():
    text = "Le timbre est valable 12 mois.\nLa mairie reçoit sur rendez-vous.\nVenez tôt."
    (sentence,) = sentences("À la mairie, un rendez-vous est nécessaire. [1]", (passage(text),))
    assert sentence.citations[0].quote == "La mairie reçoit sur rendez-vous."


def test_a_sentence_without_citation_is_unsourced():
    (sentence,) = sentences("La carte est gratuite.")
    assert sentence.check is CheckStatus.UNSUPPORTED
    assert [p.kind for p in sentence.problems] == [ProblemKind.NO_CITATION]


@pytest.mark.parametrize("number", [0, 4, 999])
def test_a_citation_outside_the_given_passages_is_never_kept(number):
    (sentence,) = sentences(f"Votre passeport. [{number}]")
    assert sentence.citations == ()
    assert sentence.check is CheckStatus.UNSUPPORTED
    assert ProblemKind.UNKNOWN_CITATION in {p.kind for p in sentence.problems}


def test_an_invented_contact_never_leaves_the_reader():
    text = "Appelez le 01 99 99 99 99 ou écrivez à x@evil.example. [1]\n"
    events = read(text, cuts=range(1, len(text)))
    shown = " ".join(
        event.text if isinstance(event, TailWritten) else event.sentence.text for event in events
    )
    assert "99 99" not in shown
    assert "evil" not in shown
    last = events[-1].sentence
    assert last.check is CheckStatus.UNSUPPORTED
    for problem in last.problems:
        assert last.text[problem.start : problem.end] == problem.text
    assert last.text.count(REMOVED_CONTACT) == 2


def test_a_contact_of_the_cited_passage_stays():
    passages = (passage("La Cada répond au 01 42 75 79 99 ou à cada@cada.fr."),)
    (sentence,) = sentences("Contactez la Cada au 01.42.75.79.99 (cada@cada.fr). [1]", passages)
    assert sentence.check is CheckStatus.SUPPORTED


def test_a_marker_is_held_back_until_whole():
    reader = DraftReader(LOST_CARD)
    tails = []
    for char in "Le coût est de 25 € [3] en timbre fiscal. [3]\n":
        tails += [event.text for event in reader.feed(char) if isinstance(event, TailWritten)]
    assert not any("[" in tail or "3" in tail for tail in tails)


def test_headings_are_closed_lists_and_anything_else_is_text():
    text = "# Le passeport est gratuit\n## Publicité\n# France Titres (ANTS)\n## Coût\n25 €. [3]\n"
    found = sentences(text)
    assert [(s.topic, s.section, s.text) for s in found] == [
        ("", Section.SUMMARY, "# Le passeport est gratuit"),
        ("", Section.SUMMARY, "## Publicité"),
        ("France Titres (ANTS)", Section.COST, "25 €."),
    ]
    assert found[0].check is CheckStatus.UNSUPPORTED


@pytest.mark.parametrize("label", SECTION_LABELS.values())
def test_each_part_is_read_by_its_label(label):
    (sentence,) = sentences(f"## {label}\nVotre passeport. [2]")
    assert SECTION_LABELS[sentence.section] == label


def test_a_question_to_the_person_needs_no_citation_but_a_statement_does():
    asked, stated = sentences(
        "## À vérifier avec l’usager\nA-t-il un passeport valide ?\nIl a un passeport.\n"
    )
    assert asked.check is CheckStatus.SUPPORTED
    assert stated.check is CheckStatus.UNSUPPORTED


SOURCE = passage(
    "La mise à jour de l'adresse sur la carte n'est pas obligatoire.\n"
    "La présence du demandeur est obligatoire au guichet.\n"
    "La carte ne peut pas être envoyée par courrier."
)


@pytest.mark.parametrize(
    ("sentence", "check"),
    [
        ("Mettre à jour l'adresse sur la carte est obligatoire.", CheckStatus.TO_CHECK),
        ("La mise à jour de l'adresse de la carte est obligatoire.", CheckStatus.TO_CHECK),
        ("La présence du demandeur n'est pas obligatoire au guichet.", CheckStatus.TO_CHECK),
        ("La carte peut être envoyée par courrier.", CheckStatus.TO_CHECK),
        ("La mise à jour de l'adresse n'est pas obligatoire sur la carte.", CheckStatus.SUPPORTED),
        ("Au guichet, la présence du demandeur est obligatoire.", CheckStatus.SUPPORTED),
        ("L'envoi de la carte par courrier n'est pas possible.", CheckStatus.SUPPORTED),
    ],
)
def test_a_sentence_that_turns_the_passage_around_is_to_check(sentence, check):
    (found,) = sentences(f"{sentence} [1]", (SOURCE,))
    assert found.check is check


HOSTILE = [
    "<script>alert(1)</script>",
    "![x](https://evil.example/p.png)",
    "[cliquez](https://evil.example)",
    "[[3]]",
    "[3",
    "[n°3]",
    "\\[3]",
    "[3](https://evil.example)",
    "## Coût [3",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_markup_is_only_text(text):
    for sentence in sentences(f"{text}\n"):
        assert "evil" not in sentence.text
        assert {c.number for c in sentence.citations} <= {1, 2, 3}


ALPHABET = "aB1 .,!?:\n#-[]23\\«»€é*"


@given(st.text(alphabet=ALPHABET, max_size=120), st.lists(st.integers(0, 120), max_size=12))
def test_any_cutting_into_pieces_gives_the_same_sentences(text, cuts):
    places = tuple(sorted(min(cut, len(text)) for cut in cuts))
    assert sentences(text, cuts=places) == sentences(text)


@given(st.text(max_size=200))
def test_whatever_the_text_quotes_are_bytes_of_given_passages(text):
    for sentence in sentences(text + " [2] [7]"):
        for citation in sentence.citations:
            assert citation.passage in LOST_CARD
            assert citation.quote in citation.passage.text


@pytest.mark.parametrize(
    "address",
    [
        "12 rue des Lilas, 23000 Guéret",
        "3 bis, avenue de la République",
        "45 boulevard Carnot 87000 Limoges cedex 1",
        "TSA 90210, 23000 Guéret",
        "BP 4021",
    ],
)
def test_a_postal_address_that_no_cited_passage_holds_is_taken_out(address):
    """C-09: postal addresses as telephone numbers and mail."""
    text = f"Envoyez la carte d’identité perdue à l’adresse {address}. [1]\n"
    tails = [e.text for e in read(text, cuts=range(1, len(text))) if isinstance(e, TailWritten)]
    assert not any(address[:14] in tail for tail in tails)
    (sentence,) = sentences(text)
    assert address not in sentence.text
    assert REMOVED_CONTACT in sentence.text
    assert sentence.check is CheckStatus.UNSUPPORTED


@pytest.mark.parametrize("comma", [", ", " ", "\n"])
def test_a_postal_address_of_the_cited_passage_stays(comma):
    """C-09."""
    text = "Écrivez au CERT, 12 rue des Lilas, 23000 Guéret."
    held = passage(text.replace(", 23000", f"{comma}23000"))
    said = "La demande part au 12 rue des Lilas, 23000 Guéret."
    assert unsupported_spans(said, [held.text]) == ()


@pytest.mark.parametrize(
    "sentence",
    [
        "Il y a 35 places en crèche.",
        "Plus de 35 000 Français sont concernés.",
        "Le plafond est de 10 000 Euros.",
        "Il a 3 cours de conduite.",
    ],
)
def test_what_is_no_postal_address_is_not_taken_for_one(sentence):
    assert [found for found in find_contacts(sentence) if found.kind == "postal"] == []


def test_characters_that_hide_or_reorder_text_are_not_shown():
    found = sentences("C’est 25 €\u202e 00\u202c\x1b[31m.\x00\x7f\U000e0041 [1]\n")
    assert [sentence.text for sentence in found] == ["C’est 25 € 00[31m."]
    found = sentences("Une admi\u00adnis\u200btration. [1]\n")
    assert [sentence.text for sentence in found] == ["Une admi\u00adnis\u200btration."]


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), min_size=1, max_size=80))
def test_an_escaped_text_comes_back_as_it_was(text):
    line = " ".join(without_hidden(text).split())
    body = line if line and line[-1] not in ".!?…" else line + "a"
    found = sentences(f"- {escape(body)} [1]\n")
    assert "".join(s.text for s in found) == body.strip() or REMOVED_CONTACT in found[0].text
