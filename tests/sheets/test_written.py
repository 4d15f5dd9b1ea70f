"""Texts that curators bring: Markdown, DOCX, web pages; hostile ones too."""

import io
import zipfile

import pytest

from apps.sheets.parsing.html_blocks import read_html
from apps.sheets.parsing.markdown import read_markdown, write_markdown
from apps.sheets.parsing.parsed import ParsedText, ParseRefusal
from apps.sheets.parsing.pool import ParsingPool
from apps.sheets.parsing.written import read_page, read_written

SHEET = """Le transport est gratuit pour les plus de 65 ans.

## Pièces à fournir

- Une **pièce d’identité**
- Un justificatif de domicile

## Coût

| Âge | Prix |
| --- | --- |
| Moins de 65 ans | 25 € |

Voir [le site](https://transports.example.org/carte).
"""
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def docx(body: str) -> bytes:
    """A DOCX with these paragraphs, as XML of WordprocessingML."""
    packed = io.BytesIO()
    types = (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType='
        '"application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-'
        'officedocument.wordprocessingml.document.main+xml"/></Types>'
    )
    links = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
        'relationships/officeDocument" Target="word/document.xml"/></Relationships>'
    )
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", types)
        archive.writestr("_rels/.rels", links)
        document = f'<w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>'
        archive.writestr("word/document.xml", document)
    return packed.getvalue()


def paragraph(text: str, style: str = "") -> str:
    look = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{look}<w:r><w:t>{text}</w:t></w:r></w:p>"


def in_child(name: str, raw: bytes, seconds: float = 20.0) -> object:
    with ParsingPool(1, seconds) as pool:
        [(_, _, parsed)] = pool.parse([(name, raw)])
    return parsed


def test_markdown_becomes_passages_under_their_titles_with_their_kinds() -> None:
    content = read_written(SHEET, title="Carte de transport")
    assert [(p.kind, p.heading_path) for p in content.passages] == [
        ("intro", ()),
        ("papers", ("Pièces à fournir",)),
        ("cost", ("Coût",)),
    ]
    assert content.passages[1].text == "- Une pièce d’identité\n- Un justificatif de domicile"
    assert "Moins de 65 ans | 25 €" in content.passages[2].text
    [service] = content.services
    assert (service.title, service.url) == ("le site", "https://transports.example.org/carte")


def test_blocks_written_as_markdown_are_read_as_the_same_blocks() -> None:
    blocks = read_markdown(SHEET)
    assert read_markdown(write_markdown(blocks)) == blocks


def test_marks_in_the_words_of_a_page_stay_words() -> None:
    source = "<p>1. Prix * 2 [a](b) _c_ &lt;b&gt; # d</p>"
    blocks = read_html(source)
    assert read_markdown(write_markdown(blocks)) == blocks


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        '<img src="https://evil.example/x.png">',
        "[clic](javascript:alert(1))",
        '<p hx-get="/x">texte</p>',
    ],
)
def test_hostile_markdown_leaves_no_address_nor_script(hostile: str) -> None:
    content = read_written(f"Texte.\n\n{hostile}", title="T")
    assert content.services == ()


def test_a_page_gives_its_title_and_its_text_without_scripts() -> None:
    page = "<h1>Aide au permis</h1><script>x()</script><p>Elle est de <b>500 €</b>.</p>"
    text = read_page(page.encode(), "page.html")
    assert (text.title, text.markdown) == ("Aide au permis", "Elle est de **500 €**.")


def test_an_image_is_never_loaded_it_is_at_most_a_link() -> None:
    [block] = read_markdown("![pixel](https://evil.example/x.png)")
    link = {"as": "link", "url": "https://evil.example/x.png", "runs": ["pixel"]}
    assert block == {"type": "paragraph", "runs": ["!", link]}


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"", "aucun texte"),
        (b"<script>1</script>", "aucun texte"),
        (b"\xff\xfe", "UTF-8"),
        ("<p>abc\u202edef</p>".encode(), "U+202E"),
    ],
)
def test_a_page_that_cannot_be_read_is_refused_in_words(raw: bytes, reason: str) -> None:
    with pytest.raises(ParseRefusal, match=reason.replace("+", r"\+")):
        read_page(raw, "page.html")


def test_a_docx_is_read_in_a_child_process() -> None:
    raw = docx(paragraph("Coût", "Heading2") + paragraph("Le prix est de 25 €."))
    parsed = in_child("document.docx", raw)
    assert isinstance(parsed, ParsedText)
    assert parsed.markdown.endswith("Le prix est de 25 €.")


@pytest.mark.parametrize("raw", [b"", b"PK not a zip", docx("<w:p><w:broken")])
def test_a_damaged_docx_is_refused_in_words(raw: bytes) -> None:
    parsed = in_child("document.docx", raw)
    assert isinstance(parsed, ParseRefusal)
    assert "DOCX" in parsed.reason


def test_a_docx_that_unfolds_without_end_is_refused() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"0" * 101_000_000)
    parsed = in_child("document.docx", packed.getvalue())
    assert isinstance(parsed, ParseRefusal)
    assert "trop grand" in parsed.reason


def test_a_page_that_takes_too_long_costs_its_child_only() -> None:
    parsed = in_child("page.html", b"<div>" * 200_000, seconds=0.01)
    assert isinstance(parsed, ParseRefusal)
