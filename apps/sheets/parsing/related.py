"""What surrounds the body: related sheets, legal references, glossary, abbreviations."""

from collections.abc import Iterator

from lxml import etree

from apps.sheets.parsing.inline import SHEET_ID, text_of, web_address

# Elements that name another page, and what that page is to this one.
RELATIONS = {
    "QuestionReponse": "question",
    "CommentFaireSi": "how_to",
    "RechercheGuidee": "guide",
    "FicheConnexe": "see_also",
}


def read_related(root: etree._Element) -> tuple[dict[str, str], ...]:
    """Each related page once: {"id", "title", "relation"}, in the order of the file."""
    found: dict[str, dict[str, str]] = {}
    for relation, element in _related(root):
        target, title = element.get("ID", ""), text_of(element.find("Titre")) or text_of(element)
        if SHEET_ID.match(target) and title and target != root.get("ID"):
            row = {"id": target, "title": title.lstrip("*").strip(), "relation": relation}
            found.setdefault(target, row)
    return tuple(found.values())


def _related(root: etree._Element) -> Iterator[tuple[str, etree._Element]]:
    for tag, relation in RELATIONS.items():
        yield from ((relation, element) for element in root.iterchildren(tag))
    for see_also in root.iterchildren("VoirAussi"):
        yield from (("see_also", element) for element in see_also)
    for dossier in root.iterchildren("DossierPere"):
        yield from (("sibling", element) for element in dossier.iter("Fiche"))


def read_links(root: etree._Element, tag: str) -> list[dict[str, str]]:
    """Reference or PourEnSavoirPlus rows at the level of the publication."""
    rows = (
        {
            "title": text_of(element.find("Titre")),
            "url": web_address(element.get("URL")),
            "complement": text_of(element.find("Complement")),
            "source": text_of(element.find("Source")),
        }
        for element in root.iterchildren(tag)
    )
    return [row for row in rows if row["title"]]


def read_terms(root: etree._Element, tag: str) -> dict[str, dict[str, str]]:
    """Definition or Abreviation by id: {"term", "text"}."""
    terms = {}
    for element in root.iter(tag):
        paragraphs = [text_of(each) for each in element.iterfind("Texte//Paragraphe")]
        term = {"term": text_of(element.find("Titre")), "text": " ".join(filter(None, paragraphs))}
        if term["text"]:
            terms[element.get("ID", "")] = term
    return terms
