"""The header of a publication: identity, dates, place in the tree of themes, status."""

import re
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

from lxml import etree

from apps.sheets.parsing.documents import line_of
from apps.sheets.parsing.inline import text_of, web_address
from apps.sheets.parsing.parsed import ParseRefusal

DC = "{http://purl.org/dc/elements/1.1/}"
FILE_NAME = re.compile(r"^([FNR]\d+)\.xml$")
ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
ROOTS = {"F": "Publication", "N": "Publication", "R": "ServiceComplementaire"}
OFFICIAL_SOURCE = "Service-Public.gouv.fr / DILA"
DEMONSTRATION_FEED = "demonstration"
DEMONSTRATION = re.compile("démonstration", re.IGNORECASE)
HEAD_BYTES = 4_000
CREATOR = re.compile(r"<dc:creator>([^<]*)")
ADDRESS = re.compile(r"""spUrl=["']([^"']*)""")
STATUS_NOTES = {
    "enCoursDeMiseAJour": "Cette fiche est en cours de mise à jour sur service-public.gouv.fr.",
    "miseAJourAVenir": "Une mise à jour de cette fiche est annoncée sur service-public.gouv.fr.",
}
MAX_TITLE = 400  # the longest official title has 187 characters


@dataclass(frozen=True, slots=True)
class Header:
    """What the root's attributes and first children say. Dates are ISO texts or empty."""

    id: str
    kind: str
    title: str
    description: str
    url: str
    feed: str
    audiences: tuple[str, ...]
    contributor: str
    attribution: str
    modified_on: str
    important_change_on: str
    theme_id: str
    theme: str
    dossier_id: str
    dossier: str
    status_note: str
    is_demonstration: bool


def check_identity(root: etree._Element, name: str) -> str:
    """The id of the file; raises ParseRefusal when name, root and id do not agree."""
    line = line_of(root)
    named = FILE_NAME.match(name)
    if not named:
        raise ParseRefusal(name, 0, "Le nom n’est pas de la forme F123.xml, N123.xml ou R123.xml.")
    expected = ROOTS[name[0]]
    if root.tag != expected:
        reason = f"La racine est « {str(root.tag)[:60]} » au lieu de « {expected} »."
        raise ParseRefusal(name, line, reason)
    if root.get("ID") != named[1]:
        found = root.get("ID", "")[:30]
        reason = f"L’identifiant « {found} » n’est pas celui du nom du fichier."
        raise ParseRefusal(name, line, reason)
    return named[1]


def read_title(root: etree._Element, name: str, longest: int = MAX_TITLE) -> str:
    """dc:title; raises ParseRefusal when it is absent, empty or longer than `longest`."""
    element = root.find(DC + "title")
    title = text_of(element).lstrip("*").strip()
    line = line_of(root if element is None else element)
    if not title:
        raise ParseRefusal(name, line, "Le titre (dc:title) manque.")
    if len(title) > longest:
        raise ParseRefusal(name, line, f"Le titre dépasse {longest} caractères.")
    return title


def read_header(root: etree._Element, name: str) -> Header:
    """Header of a sheet; raises ParseRefusal as the two functions above."""
    theme, dossier = root.find("Theme"), root.find("DossierPere")
    creator = text_of(root.find(DC + "creator"))
    is_demonstration = bool(DEMONSTRATION.search(creator))
    url = web_address(root.get("spUrl"))
    return Header(
        id=check_identity(root, name),
        kind=root.get("type", ""),
        title=read_title(root, name),
        description=text_of(root.find(DC + "description")),
        url=url,
        feed=DEMONSTRATION_FEED if is_demonstration else _feed(url),
        audiences=tuple(filter(None, (text_of(each) for each in root.iterchildren("Audience")))),
        contributor=text_of(root.find(DC + "contributor")),
        attribution=creator if is_demonstration else OFFICIAL_SOURCE,
        modified_on=_date(text_of(root.find(DC + "date"))),
        important_change_on=_date(root.get("dateDerniereModificationImportante", "")),
        theme_id="" if theme is None else theme.get("ID", ""),
        theme="" if theme is None else text_of(theme.find("Titre")),
        dossier_id="" if dossier is None else dossier.get("ID", ""),
        dossier="" if dossier is None else text_of(dossier.find("Titre")),
        status_note=STATUS_NOTES.get(root.get("statut", ""), ""),
        is_demonstration=is_demonstration,
    )


def announced_feed(raw: bytes) -> str:
    """Feed that the bytes of a sheet announce, found without parsing them."""
    head = raw[:HEAD_BYTES].decode(errors="replace")
    creator = CREATOR.search(head)
    if creator and DEMONSTRATION.search(creator[1]):
        return DEMONSTRATION_FEED
    address = ADDRESS.search(head)
    return _feed(address[1] if address else "")


def _feed(url: str) -> str:
    """Feed that an address belongs to: its first folder, as in …/particuliers/vosdroits/F303."""
    return urlsplit(url).path.strip("/").partition("/")[0] or "particuliers"


def _date(value: str) -> str:
    """The ISO date in "modified 2020-11-12" or "2020-11-12T00:00:00"; empty when there is none."""
    found = ISO_DATE.search(value)
    if not found:
        return ""
    try:
        return date.fromisoformat(found[0]).isoformat()
    except ValueError:
        return ""
