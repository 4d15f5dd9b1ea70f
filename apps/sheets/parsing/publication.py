"""From the bytes of one file to a sheet, a node or a resource. Reads schemas 3.3 to 3.5."""

import hashlib
import json
from typing import Any

from lxml import etree

from apps.sheets.parsing.blocks import BlockReader
from apps.sheets.parsing.directory import Directory
from apps.sheets.parsing.documents import line_of, read_document
from apps.sheets.parsing.header import Header, check_identity, read_header, read_title
from apps.sheets.parsing.inline import text_of, web_address
from apps.sheets.parsing.operators import operator_of
from apps.sheets.parsing.parsed import (
    Block,
    ParsedNode,
    ParsedResource,
    ParsedService,
    ParsedSheet,
    ParseRefusal,
)
from apps.sheets.parsing.passages import cut_passages
from apps.sheets.parsing.related import read_links, read_related, read_terms
from apps.sheets.parsing.wording import Wording

PARSER_VERSION = 1  # raise it when parsing changes: the next import then reads every file again
# Kinds that hold choices or links, but no answer: nothing is drafted from them.
KINDS_WITHOUT_ANSWER = ("Recherche guidée", "Fiche avec liens externes")
KEPT_OF_HEADER = (
    "id",
    "feed",
    "audiences",
    "kind",
    "title",
    "description",
    "url",
    "modified_on",
    "important_change_on",
    "theme_id",
    "theme",
    "dossier_id",
    "dossier",
    "attribution",
    "is_demonstration",
)
LONGEST_LABEL = 120  # characters of a theme or dossier, which every sheet under it repeats
# What a body is made of, at the level of the publication.
BODY = (
    "Texte",
    "ListeSituations",
    "LienExterneCommente",
    "Problematiques",
    "Questionnaire",
    "Conclusion",
)


def parse_publication(raw: bytes, name: str) -> ParsedSheet:
    """One sheet F. Raises ParseRefusal(file, line, reason)."""
    root = read_document(raw, name)
    header = read_header(root, name)
    directory = Directory()
    reader = BlockReader(directory)
    notices = root.iterchildren("Avertissement")
    warning = [block for each in notices for block in _notice(each, reader)]
    intro = [block for each in root.iterchildren("Introduction") for block in reader.read(each)]
    main = [block for each in root if each.tag in BODY for block in reader.read_one(each)]
    for element in root.iter("ServiceEnLigne", "OuSAdresser", "QuiPeutMAider"):
        reader.read_one(element)
    if not intro and not main:
        raise ParseRefusal(name, line_of(root), "La fiche ne contient aucun texte.")
    body: dict[str, Any] = {
        "warning": warning,
        "intro": intro,
        "main": main,
        "definitions": read_terms(root, "Definition"),
        "abbreviations": read_terms(root, "Abreviation"),
        "references": read_links(root, "Reference"),
        "more": read_links(root, "PourEnSavoirPlus"),
    }
    return _assemble(root, header, directory, body)


def _assemble(
    root: etree._Element, header: Header, directory: Directory, body: dict[str, Any]
) -> ParsedSheet:
    wording = Wording(directory.services, directory.contacts)
    warning = "\n".join(filter(None, (header.status_note, wording.text(body["warning"]))))
    services, contacts = tuple(directory.services.values()), tuple(directory.contacts.values())
    related = read_related(root)
    # Hashed before passages are cut: cutting writes its marks into the blocks.
    content_sha256 = _content_hash(header, warning, body, directory, related)
    has_answer = header.kind not in KINDS_WITHOUT_ANSWER
    passages = cut_passages(
        sheet_title=header.title, intro=body["intro"], main=body["main"], wording=wording
    )
    operator = operator_of(
        contributor=header.contributor,
        title=header.title,
        theme_id=header.theme_id,
        dossier_id=header.dossier_id,
        services=services,
        contacts=contacts,
    )
    return ParsedSheet(
        **{name: getattr(header, name) for name in KEPT_OF_HEADER},
        operator=operator,
        warning=warning,
        has_answer=has_answer and bool(passages),
        body=body,
        content_sha256=content_sha256,
        passages=passages if has_answer else (),
        services=services,
        contacts=contacts,
        related=related,
    )


def parse_node(raw: bytes, name: str) -> ParsedNode:
    """One theme or dossier N. Raises ParseRefusal."""
    root = read_document(raw, name)
    labels = {element.get("ID", ""): text_of(element) for element in root.iter("Dossier", "Fiche")}
    return ParsedNode(
        id=check_identity(root, name),
        kind=root.get("type", ""),
        title=read_title(root, name, LONGEST_LABEL),
        labels=labels,
    )


def parse_resource(raw: bytes, name: str) -> ParsedResource:
    """One service resource R. Raises ParseRefusal."""
    root = read_document(raw, name)
    resource_id = check_identity(root, name)
    link = root.find("LienWeb")
    kind = root.get("type", "")
    return ParsedResource(
        id=resource_id,
        service=ParsedService(
            id=resource_id,
            kind=kind,
            title=read_title(root, name).removeprefix(f"{kind} : "),
            url="" if link is None else web_address(link.get("URL")),
            cerfa=text_of(root.find("NumeroCerfa")) or text_of(root.find("AutreNumero")),
            source="" if link is None else text_of(link.find("Source")),
        ),
        sheets=tuple(each.get("ID", "") for each in root.iterchildren("FicheLiee")),
    )


def _notice(element: etree._Element, reader: BlockReader) -> list[Block]:
    title = text_of(element.find("Titre"))
    heading: list[Block] = [{"type": "heading", "runs": [title]}] if title else []
    return heading + reader.read(element)


def _content_hash(
    header: Header,
    warning: str,
    body: dict[str, Any],
    directory: Directory,
    related: tuple[dict[str, str], ...],
) -> str:
    """SHA-256 of the words and links; neither dates, nor the place in the tree of one feed."""
    content = {
        "title": header.title,
        "description": header.description,
        "warning": warning,
        "body": body,
        "services": [repr(each) for each in directory.services.values()],
        "contacts": [repr(each) for each in directory.contacts.values()],
        "related": [each for each in related if each["relation"] != "sibling"],
    }
    canonical = json.dumps(content, ensure_ascii=False, sort_keys=True).replace("\u00a0", " ")
    return hashlib.sha256(canonical.encode()).hexdigest()
