"""What holds for any text: masking is stable, offsets are right, nothing is slow or calls out."""

import re
import socket
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.answering.masking import mask, warm_up
from apps.answering.plain_text import plain, without_invisible
from tests.answering.make_masking_cases import Maker, fill

_KINDS = ["NIR", "TELEPHONE", "EMAIL", "IBAN", "NUM_FISCAL", "CARTE_BANCAIRE", "PLAQUE"]
_SENTENCES = [
    "Bonjour, {} ne marche pas, que faire ?",
    "mme zerrouki donne {} et attend sa pension",
    "Objet : réclamation\n{}\nMerci",
    "c'est {}. Elle veut l'APL depuis le 12 mars 2025",
    "{} {}",
]
_slow = settings(
    max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
_text = st.text(
    alphabet=st.one_of(
        st.sampled_from("abcdeéimnorstuMDPLAé 0123456789.,'’-/@+\n\u00a0\u200b⟦⟧_"),
        st.characters(codec="utf-8"),
    ),
    max_size=120,
)


@pytest.fixture(autouse=True, scope="module")
def _warm():
    warm_up()


@st.composite
def requests(draw: st.DrawFn) -> str:
    """A French sentence around invented identifiers and random characters."""
    maker = Maker(draw(st.integers(0, 10_000)))
    sentence = draw(st.sampled_from(_SENTENCES))
    parts = []
    for _ in range(sentence.count("{}")):
        kind = draw(st.sampled_from([*_KINDS, "PERSONNE", "ADRESSE"]))
        parts.append(str(fill("{" + kind + "}", maker)["text"]))
    return sentence.format(*parts) + draw(st.sampled_from(["", " ", "\u200b"]))


@_slow
@given(st.one_of(requests(), _text))
def test_masking_a_masked_text_changes_nothing(text: str):
    once = mask(text)

    again = mask(once.text)

    assert again.text == once.text
    assert again.findings == ()


@_slow
@given(st.one_of(requests(), _text))
def test_the_findings_rebuild_the_masked_text_from_the_original(text: str):
    masked = mask(text)
    rebuilt, position = "", 0
    for finding in masked.findings:
        assert position <= finding.start < finding.end <= len(text)
        rebuilt += text[position : finding.start] + finding.mark
        position = finding.end

    assert without_invisible(rebuilt + text[position:]) == masked.text


@_slow
@given(st.integers(0, 1_000_000), st.sampled_from(_KINDS), st.sampled_from(_SENTENCES[:4]))
def test_no_identifier_remains(seed: int, kind: str, sentence: str):
    value = str(fill("{" + kind + "}", Maker(seed))["text"])
    # "DW 141 ML" may be a measure: a plate written with spaces needs a vehicle in the text.
    about = "Sa voiture. " if kind == "PLAQUE" else ""

    masked = mask(about + sentence.format(value))

    assert re.sub(r"\W", "", value) not in re.sub(r"\W", "", masked.text)


@_slow
@given(_text)
def test_plain_text_knows_where_each_character_comes_from(text: str):
    read = plain(text)

    assert len(read.text) == len(read.starts) == len(read.ends)
    assert list(read.starts) == sorted(read.starts)
    assert all(0 <= a < b <= len(text) for a, b in zip(read.starts, read.ends, strict=True))


def test_no_recogniser_reaches_the_network(monkeypatch: pytest.MonkeyPatch):
    def refuse(*args: object, **kwargs: object) -> None:
        raise AssertionError("a recogniser opened a socket")

    for name in ("socket", "create_connection", "getaddrinfo", "gethostbyname"):
        monkeypatch.setattr(socket, name, refuse)

    masked = mask(
        "Jean Dupont, jean.dupont@exemple-inconnu.museum, http://exemple.co.uk/page, "
        "+212 6 12 34 56 78, FR76 3000 2996 9931 8626 5969 371, 12 rue de la Paix 75002 Paris"
    )

    assert len(masked.findings) == 5


@pytest.mark.parametrize(
    "piece",
    [
        "1 ", "0", "a@", "a.", "FR76 ", "1 rue ", "né le ", "M. ", "Jean ", "dossier n° ",
        "12/03/", "zéro six ", "A-1", "a point ", "é\u0301", "-", " \n", "caf ", "mme de la ",
        "X 1 ",
    ],
)  # fmt: skip
def test_it_does_not_slow_down_on_hostile_repetition(piece: str):
    short, long = piece * (2_000 // len(piece)), piece * (16_000 // len(piece))

    started = time.perf_counter()
    mask(short)
    middle = time.perf_counter()
    mask(long)
    ended = time.perf_counter()

    # Eight times the text: linear work takes 8 times as long, quadratic 64.
    assert ended - middle < max(1.0, 24 * (middle - started))
