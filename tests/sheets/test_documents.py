"""Bad files are refused whole, with their line and a reason."""

import re

import pytest

from apps.sheets.parsing.parsed import ParseRefusal
from apps.sheets.parsing.publication import parse_publication
from tests.sheets.samples import sheet

GOOD = sheet().decode()
DTD = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>\n<Publication'


@pytest.mark.parametrize(
    ("raw", "line", "reason"),
    [
        (b"", 0, "vide"),
        (b"\x89PNG\r\n", 1, "UTF-8"),
        (GOOD.encode("utf-16"), 1, "UTF-8"),
        (GOOD.replace('"UTF-8"', '"ISO-8859-1"').encode(), 1, "ISO-8859-1"),
        (GOOD.encode().replace(b"gratuite", b"gratuit\xe9"), 12, "UTF-8"),
        (GOOD.replace("<Publication", DTD, 1).encode(), 2, "DTD"),
        (GOOD.replace("</Paragraphe>", "", 1).encode(), 12, "bien formé"),
        (GOOD[:700].encode(), None, "bien formé"),
        (GOOD.replace("gratuite", "gratu\x00ite").encode(), None, "bien formé"),
        (GOOD.replace("gratuite", "gra\u202etuite").encode(), 12, "U+202E"),
        (GOOD.replace("gratuite", "&inconnue;").encode(), None, "bien formé"),
        (GOOD.replace("Publication", "Autre").encode(), 2, "racine"),
        (sheet(id="F2"), 2, "identifiant"),
        (sheet(title="  "), 3, "titre"),
        (sheet(title="a" * 401), 3, "400"),
        (sheet(""), 2, "aucun texte"),
        (sheet("<Texte>" * 70 + "</Texte>" * 70), None, "imbriqués"),
        (sheet("<a>" * 200_000 + "</a>" * 200_000), None, "bien formé"),
        (sheet("<Texte>" + "<a/>" * 200_001 + "</Texte>"), None, "200000"),
    ],
)
def test_it_refuses_the_file_and_says_where_and_why(
    raw: bytes, line: int | None, reason: str
) -> None:
    with pytest.raises(ParseRefusal) as refused:
        parse_publication(raw, "F1.xml")
    assert refused.value.file == "F1.xml"
    assert reason in refused.value.reason
    assert not re.search(r"\b(the|tag|and|error)\b", refused.value.reason)
    if line is not None:
        assert refused.value.line == line


def test_it_accepts_a_byte_order_mark() -> None:
    assert parse_publication(GOOD.encode("utf-8-sig"), "F1.xml").title == "Carte d'identité"


def test_it_ignores_elements_and_attributes_that_it_does_not_know() -> None:
    raw = sheet(
        "<Texte><Nouveau a='1'><Paragraphe>x</Paragraphe></Nouveau>"
        "<Paragraphe>y</Paragraphe></Texte>"
    )
    assert [each.text for each in parse_publication(raw, "F1.xml").passages] == ["y"]
