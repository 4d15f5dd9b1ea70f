"""Sheets, a retriever and drafters held in memory: inputs of the pipeline's tests."""

import asyncio
import hashlib
from dataclasses import dataclass

from apps.answering.enums import DrafterName, Operator, PassageKind
from apps.answering.passages import Findings, Passage, SheetHit
from apps.answering.ports import DraftRequest, Understanding


def passage(
    text,
    *,
    kind=PassageKind.OTHER,
    headings=(),
    title="Carte d'identité d'un majeur : en cas de perte",
    sheet="F1344",
    operator=Operator.ANTS,
    position=0,
    situation="",
    case="",
):
    return Passage(
        id=f"{sheet}-{position}",
        sheet_id=sheet,
        revision_id="r1",
        sheet_title=title,
        heading_path=tuple(headings),
        text=text,
        text_hash=hashlib.sha256(text.encode()).hexdigest(),
        kind=kind,
        operator=operator,
        theme="Papiers - Citoyenneté",
        source_url=f"https://www.service-public.fr/particuliers/vosdroits/{sheet}",
        source_date=None,
        position=position,
        situation=situation,
        case=case,
    )


def sheet(title="Carte d'identité d'un majeur : en cas de perte", related=(), sheet_id="F1344"):
    return SheetHit(
        sheet_id=sheet_id,
        revision_id="r1",
        title=title,
        description="",
        url=f"https://www.service-public.fr/particuliers/vosdroits/{sheet_id}",
        operator=Operator.ANTS,
        theme="Papiers - Citoyenneté",
        source_date=None,
        related=tuple(related),
    )


LOST_CARD = (
    passage(
        "La déclaration de perte sera faite au guichet au moment du dépôt du dossier de demande.",
        kind=PassageKind.PROCEDURE,
        headings=("En France", "Déclaration de perte"),
        position=0,
    ),
    passage(
        "Il faut présenter les documents originaux :\n- Votre passeport\n"
        "- Photo d'identité de moins de 6 mois\n- Justificatif de domicile\n"
        "- Timbre fiscal : 25 € (achat en ligne)",
        kind=PassageKind.PAPERS,
        headings=("En France", "Pièces à fournir"),
        position=1,
    ),
    passage(
        "Le renouvellement d'une carte perdue coûte 25 € en timbre fiscal.\n"
        "Le timbre est valable 12 mois.",
        kind=PassageKind.COST,
        headings=("En France", "Coût"),
        position=2,
    ),
)


@dataclass
class MemoryRetriever:
    findings: Findings
    asked: Understanding | None = None

    async def find(self, understanding):
        self.asked = understanding
        return self.findings


@dataclass
class ScriptedDrafter:
    """Gives its pieces in order; a number sleeps that many seconds, an exception is raised."""

    script: tuple
    name: DrafterName = DrafterName.LLM
    request: DraftRequest | None = None
    was_closed: bool = False

    async def draft(self, request):
        self.request = request
        try:
            for step in self.script:
                if isinstance(step, Exception):
                    raise step
                if isinstance(step, int | float):
                    await asyncio.sleep(step)
                else:
                    yield step
        finally:
            self.was_closed = True
