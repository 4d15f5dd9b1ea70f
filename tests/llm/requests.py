"""A request as the pipeline makes it, for tests of what is sent to a model."""

from datetime import date

from apps.answering.enums import Operator, PassageKind
from apps.answering.passages import Passage
from apps.answering.ports import DraftRequest, Understanding


def passage(text: str, kind: PassageKind = PassageKind.INTRO, **changes: object) -> Passage:
    values = {
        "id": "p1",
        "sheet_id": "F1341",
        "revision_id": "r1",
        "sheet_title": "Carte nationale d’identité : renouvellement",
        "heading_path": ("Vous êtes majeur", "Perte"),
        "text": text,
        "text_hash": "",
        "kind": kind,
        "operator": Operator.ANTS,
        "theme": "Papiers",
        "source_url": "https://www.service-public.fr/particuliers/vosdroits/F1341",
        "source_date": date(2026, 3, 1),
    }
    return Passage(**{**values, **changes})


INTRO = passage("La demande se fait dans n’importe quelle mairie équipée. La carte est gratuite.")
COST = passage(
    "En cas de perte, il faut un timbre fiscal de 25 €. Il s’achète sur "
    "https://timbres.impots.gouv.fr/index.jsp ou dans un bureau de tabac.",
    PassageKind.COST,
)
DELAY = passage(
    "La carte est fabriquée en 3 semaines environ.\n- 15 jours en hiver\n- 6 semaines en été",
    PassageKind.DELAY,
)


def understanding(
    question: str = "J’ai perdu ma carte d’identité, combien coûte le renouvellement ?",
    history: tuple[str, ...] = (),
    operators: tuple[Operator, ...] = (),
) -> Understanding:
    return Understanding(question=question, text=question, history=history, operators=operators)


def draft_request(
    question: str = "J’ai perdu ma carte d’identité, combien coûte le renouvellement ?",
    *,
    history: tuple[str, ...] = (),
    passages: tuple[Passage, ...] = (INTRO, COST, DELAY),
    operators: tuple[Operator, ...] = (),
) -> DraftRequest:
    return DraftRequest(understanding(question, history, operators), passages, ())
