"""The body of a sheet as blocks that JSON can carry, in reading order.

Types: paragraph, heading, list, table, callout, section, cases, situations, variant, service,
contact, link, media, guide. Elements unknown here are ignored, as the publisher asks.
"""

from collections.abc import Callable

from lxml import etree

from apps.sheets.parsing.directory import Directory
from apps.sheets.parsing.inline import PICTURES, read_runs, text_of, web_address
from apps.sheets.parsing.parsed import Block
from apps.sheets.parsing.tables import read_table

CALLOUTS = {
    "Attention": "Attention",
    "ASavoir": "À savoir",
    "ANoter": "À noter",
    "Rappel": "Rappel",
    "Exemple": "Exemple",
    "Consigne": "Consigne",
    "Aide": "Aide",
}
LIST_STYLES = {"puce": "bullet", "numero": "number", "caseACocher": "check"}
# Elements that only hold others.
TRANSPARENT = (
    "Texte",
    "Introduction",
    "IntroductionSimple",
    "Contenu",
    "Conclusion",
    "ListeOuSAdresser",
    "Commentaire",
    "Questionnaire",
    "Problematiques",
)
MEDIA = (*PICTURES, "Illustration", "VideoIllustration")


class BlockReader:
    """Reads blocks, and gathers in `directory` the services and contacts met on the way."""

    def __init__(self, directory: Directory) -> None:
        self._directory = directory
        self._readers: dict[str, Callable[[etree._Element], list[Block]]] = {
            "Paragraphe": self._paragraph,
            "TitreFlottant": self._heading,
            "Liste": self._list,
            "Tableau": self._table,
            "Chapitre": self._section,
            "SousChapitre": self._section,
            "Complement": self._section,
            "ListeSituations": self._situations,
            "BlocCas": self._cases,
            "FragmentConditionne": self._variant,
            "ContenuIllustre": self.read,
            "ServiceEnLigne": self._service,
            "OuSAdresser": self._contact,
            "QuiPeutMAider": self._contact,
            "Lien": self._commented_link,
            "LienExterneCommente": self._commented_link,
            "Problematique": self._guide,
            "Question": self._guide,
            "Description": self.read,
        }
        self._readers |= dict.fromkeys(CALLOUTS, self._callout)
        self._readers |= dict.fromkeys(TRANSPARENT, self.read)
        self._readers |= dict.fromkeys(MEDIA, self._media)

    def read(self, element: etree._Element | None) -> list[Block]:
        """Blocks of what `element` holds; none for None."""
        if element is None:
            return []
        blocks: list[Block] = []
        for child in element:
            reader = self._readers.get(child.tag)
            if reader:
                blocks += reader(child)
        return blocks

    def read_one(self, element: etree._Element) -> list[Block]:
        """Blocks of `element` itself."""
        reader = self._readers.get(element.tag)
        return reader(element) if reader else []

    def _paragraph(self, element: etree._Element) -> list[Block]:
        runs = read_runs(element)
        return [{"type": "paragraph", "runs": runs}] if runs else []

    def _heading(self, element: etree._Element) -> list[Block]:
        runs = read_runs(element)
        return [{"type": "heading", "runs": runs}] if runs else []

    def _list(self, element: etree._Element) -> list[Block]:
        items = [blocks for item in element.iterchildren("Item") if (blocks := self.read(item))]
        style = LIST_STYLES.get(element.get("type", ""), "bullet")
        return [{"type": "list", "style": style, "items": items}] if items else []

    def _table(self, element: etree._Element) -> list[Block]:
        table = read_table(element, self.read)
        return [table] if table["rows"] else []

    def _section(self, element: etree._Element) -> list[Block]:
        title = element.find("Titre")
        section = {
            "type": "section",
            "title": [] if title is None else read_runs(title),
            "kind": element.get("type", ""),
            "id": element.get("ID", ""),
            "blocks": self.read(element),
        }
        return [section] if section["blocks"] else []

    def _situations(self, element: etree._Element) -> list[Block]:
        situations = [self._titled(each) for each in element.iterchildren("Situation")]
        situations = [each for each in situations if each["blocks"]]
        return [{"type": "situations", "situations": situations}] if situations else []

    def _cases(self, element: etree._Element) -> list[Block]:
        cases = [
            {**self._titled(each), "channel": each.get("type", "")}
            for each in element.iterchildren("Cas")
        ]
        cases = [each for each in cases if each["blocks"]]
        return [{"type": "cases", "cases": cases}] if cases else []

    def _titled(self, element: etree._Element) -> Block:
        return {"title": text_of(element.find("Titre")), "blocks": self.read(element)}

    def _variant(self, element: etree._Element) -> list[Block]:
        blocks = self.read(element)
        return [{"type": "variant", "blocks": blocks}] if blocks else []

    def _callout(self, element: etree._Element) -> list[Block]:
        title = text_of(element.find("Titre")).rstrip(" \u00a0:") or CALLOUTS[element.tag]
        blocks = self.read(element)
        callout = {"type": "callout", "kind": element.tag, "title": title, "blocks": blocks}
        return [callout] if blocks else []

    def _service(self, element: etree._Element) -> list[Block]:
        service = self._directory.add_service(element)
        return [{"type": "service", "id": service.id}] if service else []

    def _contact(self, element: etree._Element) -> list[Block]:
        contact = self._directory.add_contact(element)
        return [{"type": "contact", "id": contact.id}] if contact else []

    def _commented_link(self, element: etree._Element) -> list[Block]:
        external, internal = element.find("LienExterne"), element.find("LienInterne")
        title = text_of(element.find("Titre")) or text_of(external) or text_of(internal)
        link = {
            "type": "link",
            "title": title,
            "url": "" if external is None else web_address(external.get("URL")),
            "sheet": "" if internal is None else internal.get("LienPublication", ""),
            "source": text_of(element.find("Source")),
        }
        return [link, *self.read(element)] if title else []

    def _media(self, element: etree._Element) -> list[Block]:
        texts = [text_of(element.find(tag)) for tag in ("TexteDeRemplacement", "Legende")]
        texts += [text_of(each) for each in element.iterfind("Description/Paragraphe")]
        text = " ".join(text for text in texts if text)
        return [{"type": "media", "text": text}] if text else []

    def _guide(self, element: etree._Element) -> list[Block]:
        """A question of a decision tree: its choices, each with its link or further choices."""
        guide = {"type": "guide", **self._branch(element)}
        return [guide] if guide["title"] else []

    def _branch(self, element: etree._Element) -> Block:
        link = element.find("LienInterne")
        branches = [*element.iterchildren("Branche"), *element.iterchildren("Choix")]
        return {
            "title": text_of(element.find("Titre")),
            "sheet": "" if link is None else link.get("LienPublication", ""),
            "link": text_of(link),
            "branches": [self._branch(branch) for branch in branches],
        }
