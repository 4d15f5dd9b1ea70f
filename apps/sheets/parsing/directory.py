"""Services and contacts of a sheet: each once, whatever the number of places that name it."""

import re

from lxml import etree

from apps.sheets.parsing.inline import text_of, web_address
from apps.sheets.parsing.parsed import ParsedContact, ParsedService

# Numbers as the feed writes them: 01 23 45 67 89, 0 800 123 456, 0800 130 000, 39 39, 3646, 115.
PHONE = re.compile(
    r"(?<![\d,])(?:\+33[ \u00a0.]?[1-9](?:[ \u00a0.]?\d{2}){4}"
    r"|0[1-9](?:[ \u00a0.]?\d{2}){4}"
    r"|0[ \u00a0]?8\d{2}(?:[ \u00a0]?\d{3}){2}"
    r"|3\d[ \u00a0]?\d{2}|11[2-9](?:[ \u00a0]?\d{3})?)(?![\d,])"
)
BY_PHONE = re.compile("téléphone", re.IGNORECASE)


class Directory:
    """Union, by id, of the services and contacts found anywhere in one file."""

    def __init__(self) -> None:
        self._services: dict[str, ParsedService] = {}
        self._contacts: dict[str, ParsedContact] = {}

    @property
    def services(self) -> dict[str, ParsedService]:
        return self._services

    @property
    def contacts(self) -> dict[str, ParsedContact]:
        return self._contacts

    def add_service(self, element: etree._Element) -> ParsedService | None:
        """The service of a ServiceEnLigne element; None when it has no title."""
        title = text_of(element.find("Titre"))
        if not title:
            return None
        service = ParsedService(
            id=element.get("ID") or f"service-{len(self._services) + 1}",
            kind=element.get("type", ""),
            title=title,
            url=web_address(element.get("URL")),
            cerfa=element.get("numerocerfa") or element.get("autrenumero") or "",
            source=text_of(element.find("Source")),
            text=_paragraphs(element.find("Introduction")),
        )
        known = self._services.get(service.id)
        if known is None or (not known.url and service.url):
            self._services[service.id] = service
        return self._services[service.id]

    def add_contact(self, element: etree._Element) -> ParsedContact | None:
        """The contact of an OuSAdresser or QuiPeutMAider element; None when it has no title."""
        title = text_of(element.find("Titre"))
        if not title:
            return None
        addresses = [web_address(each.get("URL")) for each in element.iterfind("RessourceWeb")]
        contact = ParsedContact(
            id=element.get("ID") or f"contact-{len(self._contacts) + 1}",
            kind=element.get("type", ""),
            title=title,
            complement=text_of(element.find("Complement")),
            pivot=text_of(element.find("PivotLocal")),
            url=next(filter(None, addresses), ""),
            phone=_phone(element.find("Texte")),
            source=text_of(element.find("Source")),
            text=_paragraphs(element.find("Texte")),
        )
        known = self._contacts.get(contact.id)
        if known is None or (not known.text and contact.text):
            self._contacts[contact.id] = contact
        return self._contacts[contact.id]


def _paragraphs(element: etree._Element | None) -> str:
    """Paragraphs of an element, one a line."""
    if element is None:
        return ""
    texts = (text_of(paragraph) for paragraph in element.iter("Paragraphe"))
    return "\n".join(text for text in texts if text)


def _phone(element: etree._Element | None) -> str:
    """First number under a title that says by telephone; empty when there is none."""
    if element is None:
        return ""
    for chapter in element.iter("Chapitre", "SousChapitre"):
        if BY_PHONE.search(text_of(chapter.find("Titre"))):
            found = PHONE.search(_paragraphs(chapter))
            if found:
                return found[0]
    return ""
