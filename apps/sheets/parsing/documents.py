"""Read one XML document without trusting it: no DTD, no entity, no network, bounded depth."""

import re

from lxml import etree

from apps.sheets.parsing.parsed import ParseRefusal

MAX_DEPTH = 60  # the deepest official sheet has 21 levels
MAX_ELEMENTS = 200_000  # the largest official sheet has about 9,000
# Characters that reorder or hide text: a sheet that holds one could show what it does not say.
HIDING = re.compile("[\u202a-\u202e\u2066-\u2069\U000e0000-\U000e007f]")
HIDDEN = "Le texte contient un caractère qui le masque ou l’inverse ({code})."
# Refused before parsing, so that no entity is ever declared, let alone expanded.
DTD = re.compile(r"<!(DOCTYPE|ENTITY)", re.IGNORECASE)
DECLARED_ENCODING = re.compile(r"""^<\?xml[^>]*encoding\s*=\s*["']([^"']+)""", re.IGNORECASE)

# What libxml2 says in English, for its most frequent codes.
DETAILS = {
    etree.ErrorTypes.ERR_DOCUMENT_EMPTY: "aucun élément",
    etree.ErrorTypes.ERR_DOCUMENT_END: "du texte suit la fin du document",
    etree.ErrorTypes.ERR_INVALID_CHAR: "caractère interdit",
    etree.ErrorTypes.ERR_UNDECLARED_ENTITY: "entité inconnue",
    etree.ErrorTypes.ERR_TAG_NAME_MISMATCH: "la balise fermante n’est pas celle qui est ouverte",
    etree.ErrorTypes.ERR_TAG_NOT_FINISHED: "une balise n’est pas fermée",
    etree.ErrorTypes.ERR_ATTRIBUTE_REDEFINED: "un attribut est donné deux fois",
}


def read_document(raw: bytes, name: str) -> etree._Element:
    """Root of the document, comments and processing instructions removed.

    Raises ParseRefusal with the line for: another encoding than UTF-8, a DTD, malformed XML,
    more than MAX_DEPTH levels or MAX_ELEMENTS elements, characters that hide or reorder text.
    """
    text = _decode(raw, name)
    found = DTD.search(text)
    if found:
        raise ParseRefusal(name, _line(text, found.start()), "Une DTD ou une entité est déclarée.")
    hidden = HIDING.search(text)
    if hidden:
        reason = HIDDEN.format(code=f"U+{ord(hidden[0]):04X}")
        raise ParseRefusal(name, _line(text, hidden.start()), reason)
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        huge_tree=False,
        load_dtd=False,
        dtd_validation=False,
        remove_comments=True,
        remove_pis=True,
        collect_ids=False,
    )
    try:
        root = etree.fromstring(text.encode(), parser)
    except etree.XMLSyntaxError as error:
        error_code: int = getattr(error, "code", 0)  # absent from the published types
        detail = DETAILS.get(error_code, f"colonne {error.offset or 0}")
        reason = f"Le fichier n’est pas un XML bien formé ({detail})."
        raise ParseRefusal(name, error.lineno or 0, reason) from None
    _check_size(root, name)
    return root


def line_of(element: etree._Element) -> int:
    """Line of an element in its file, 1-based; 0 when unknown."""
    line: int | None = element.sourceline  # type: ignore[assignment]  # typed as an ellipsis
    return line or 0


def _decode(raw: bytes, name: str) -> str:
    if not raw.strip():
        raise ParseRefusal(name, 0, "Le fichier est vide.")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise ParseRefusal(name, line, "Le fichier n’est pas en UTF-8.") from None
    declared = DECLARED_ENCODING.match(text)
    if declared and declared[1].lower() not in ("utf-8", "utf8"):
        raise ParseRefusal(name, 1, f"Le fichier se dit en {declared[1]}, et non en UTF-8.")
    return text


def _check_size(root: etree._Element, name: str) -> None:
    depth = count = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if event == "end":
            depth -= 1
            continue
        depth += 1
        count += 1
        _check_visible(element, name)
        if depth > MAX_DEPTH:
            reason = f"Plus de {MAX_DEPTH} éléments sont imbriqués."
            raise ParseRefusal(name, line_of(element), reason)
        if count > MAX_ELEMENTS:
            reason = f"Le fichier contient plus de {MAX_ELEMENTS} éléments."
            raise ParseRefusal(name, line_of(element), reason)


def _check_visible(element: etree._Element, name: str) -> None:
    """What stands in the file as a character reference is seen only here."""
    found = HIDING.search(
        "".join((element.text or "", element.tail or "", *map(str, element.values())))
    )
    if found:
        raise ParseRefusal(name, line_of(element), HIDDEN.format(code=f"U+{ord(found[0]):04X}"))


def _line(text: str, offset: int) -> int:
    return text.count("\n", 0, offset) + 1
