"""Where sentences end, also while the text is still growing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.answering.sentences import MAX_LENGTH, sentence_end, split_sentences

WHOLE = [
    "Le timbre coûte 25,50 €.",
    "Adressez-vous à M. Durand ou à Mme Petit.",
    "Voir l'art. L. 123-4 du code.",
    "C'est valable depuis le 1er avril 2020.",
    "Consultez www.service-public.fr pour la suite.",
    "Vous habitez chez un proche (parent, ami...) : il atteste.",
    "Fournissez une pièce (ex. passeport) et une photo.",
    "Le délai est de 10.700 jours, etc. selon les cas.",
    "Que faire ?",
    "Il a dit : « Venez demain. »",
]


@pytest.mark.parametrize("sentence", WHOLE)
def test_it_keeps_a_sentence_whole(sentence):
    assert split_sentences(sentence) == [(0, len(sentence))]
    following = sentence + " La suite vient."
    assert [following[a:b] for a, b in split_sentences(following)] == [sentence, "La suite vient."]


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("Un. Deux.", ["Un.", "Deux."]),
        ("Un ! Deux ? Trois…", ["Un !", "Deux ?", "Trois…"]),
        ("Sans point\nAutre ligne", ["Sans point", "Autre ligne"]),
        ("C'est 25 €. 3 photos suffisent.", ["C'est 25 €.", "3 photos suffisent."]),
        ("Oui. « Non. » Fin.", ["Oui.", "« Non. »", "Fin."]),
    ],
)
def test_it_cuts_where_one_ends(text, sentences):
    assert [text[a:b] for a, b in split_sentences(text)] == sentences


def test_it_waits_for_the_character_after_a_full_stop():
    assert sentence_end("C'est 25.", is_final=False) is None
    assert sentence_end("C'est 25. ", is_final=False) is None
    assert sentence_end("C'est 25.5", is_final=False) is None
    assert sentence_end("C'est 25. [", is_final=False) == 9
    assert sentence_end("C'est 25.", is_final=True) == 9


def test_an_endless_sentence_is_cut():
    assert sentence_end("a" * (MAX_LENGTH + 1), is_final=False) == MAX_LENGTH


@given(
    st.text(alphabet="aA1 .!?…»\"')[\n:é", max_size=60), st.text(alphabet="aA .»[\n", max_size=9)
)
def test_what_was_decided_never_changes_when_more_text_comes(text, more):
    end = sentence_end(text, is_final=False)
    if end is not None:
        assert sentence_end(text + more, is_final=False) == end


@given(st.text(max_size=200))
def test_sentences_cover_all_that_is_not_blank(text):
    covered = "".join(text[a:b] for a, b in split_sentences(text))
    assert "".join(covered.split()) == "".join(text.split())
