"""Sample answers for the gallery: every state of an exchange, without any row in the database.

Sheets, figures and people are invented.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any
from uuid import NAMESPACE_URL, uuid5

ASKED_AT = datetime(2025, 4, 3, 8, 42, tzinfo=UTC)
SHEET = "Carte d’identité perdue (exemple)"
STAMP_SHEET = "Acheter un timbre fiscal (exemple)"
PASSAGES = (
    (SHEET, ("Déclarer la perte",), "Inutile de passer par la police. La perte se déclare au "
     "guichet, le jour du dépôt de la demande.", "Inutile de passer par la police."),
    (SHEET, ("Coût", "Cas général"), "Un timbre fiscal de 25 €.", "Un timbre fiscal de 25 €."),
    (SHEET, ("Pièces à fournir", "Passeport valide"), "- Passeport\n- Photo récente, de moins de "
     "6 mois\n- Justificatif de domicile\n- Déclaration de perte\n- Timbre fiscal",
     "- Passeport\n- Photo récente, de moins de 6 mois"),
    (SHEET, ("Délai",), "Le temps de fabrication change selon la mairie et la saison : il "
     "s’allonge avant les vacances d’été.\nAttention : comptez aussi l’attente d’un rendez-vous.",
     "Le temps de fabrication change selon la mairie et la saison"),
    (SHEET, ("Où demander la carte",), "Toute mairie équipée reçoit la demande, où que vous "
     "habitiez.", "Toute mairie équipée reçoit la demande"),
    (SHEET, ("Retrait",), "La carte se retire au même guichet, dans les 3 mois.", ""),
    (STAMP_SHEET, ("En ligne ou en bureau de tabac",), "Le timbre fiscal se prend en ligne ou dans "
     "un bureau de tabac.", "en ligne ou dans un bureau de tabac"),
)  # fmt: skip
SENTENCES = (
    ("summary", "La perte se déclare en mairie, avec la demande de nouvelle carte, sans passer par "
     "la police.", (1,), False),
    ("summary", "C’est 25 €, et il faut venir en personne.", (2, 5), False),
    ("papers", "Le passeport étant valable, les originaux :", (3,), False),
    ("papers", "passeport", (3,), True),
    ("papers", "photo de moins de 6 mois", (3,), True),
    ("papers", "justificatif de domicile", (3,), True),
    ("papers", "déclaration de perte", (3,), True),
    ("cost", "25 € en timbre fiscal, pris en ligne ou dans un bureau de tabac équipé.", (2, 7),
     False),
    ("delay", "Comptez environ 3 semaines de fabrication.", (4,), False),
    ("where", "Dans toute mairie équipée, quel que soit le domicile, souvent sur rendez-vous.",
     (5,), False),
    ("where", "Retrait au même guichet, dans les 3 mois.", (6,), False),
    ("to_confirm", "Un rendez-vous est possible le samedi.", (), False),
)  # fmt: skip
PROBLEMS = {
    8: ("to_check", [{"kind": "figure_absent", "start": 8, "end": 26, "text": "environ 3 semaines",
        "explanation": "« 3 semaines » n’est pas dans le passage cité : le délai y dépend du lieu "
        "et de la période."}]),
    11: ("unsupported", [{"kind": "no_citation", "start": 0, "end": 38, "text": "",
         "explanation": "Aucun passage des fiches trouvées ne le dit."}]),
}  # fmt: skip
QUESTION = "⟦PERSONNE_1⟧ a perdu sa carte d’identité, son passeport est encore bon. Où aller ?"


class Rows(tuple[Any, ...]):
    """Objects that templates read as they would read related rows."""

    def all(self) -> "Rows":
        return self


def _sources(identifier: str, count: int) -> Rows:
    rows = []
    for number, (title, path, text, quote) in enumerate(PASSAGES[:count], start=1):
        rows.append(
            SimpleNamespace(
                pk=f"{identifier}{number}", number=number, passage_id=None,
                sheet_id="F90101" if title == SHEET else "F90102", revision_id="3",
                sheet_title=title, heading_path=list(path), text=text, text_hash="9f2c" * 16,
                operator="ants", theme="Papiers – Citoyenneté", source_date=date(2025, 3, 12),
                source_url="https://www.service-public.fr/particuliers/vosdroits/F90101",
                citations=Rows([SimpleNamespace(quote=quote)] if quote else []),
                is_quoted=bool(quote),
            )
        )  # fmt: skip
    return Rows(rows)


def _sentences(identifier: str, sources: Rows, count: int, *, is_sure: bool) -> Rows:
    rows = []
    for position, (section, text, numbers, is_list_item) in enumerate(SENTENCES[:count]):
        check, problems = PROBLEMS.get(position, ("supported", []))
        citations = Rows(
            SimpleNamespace(
                pk=f"{identifier}{position}-{number}", source=sources[number - 1], source_id=number
            )
            for number in numbers
        )
        if is_sure and check != "supported":
            continue
        rows.append(
            SimpleNamespace(
                pk=f"{identifier}{position}", position=position, section=section, topic="",
                text=text, is_list_item=is_list_item, check_status=check, problems=problems,
                citations=citations,
            )
        )  # fmt: skip
    return Rows(rows)


def answer(
    status: str,
    *,
    sentences: int = len(SENTENCES),
    sources: int = len(PASSAGES),
    drafter: str = "llm",
    outcome: dict[str, Any] | None = None,
    tail: str = "",
    degraded_reason: str = "",
    urgency: Iterable[tuple[str, str]] = (),
) -> SimpleNamespace:
    """An answer as the templates of exchanges read it."""
    identifier = str(uuid5(NAMESPACE_URL, status))
    found = _sources(identifier, sources)
    return SimpleNamespace(
        id=identifier, pk=identifier, status=status, seq=7, drafter=drafter, tail=tail,
        model="Albert-large" if drafter == "llm" else "", degraded_reason=degraded_reason,
        created_at=ASKED_AT, outcome=outcome or {}, parameters={},
        is_final=status not in {"queued", "running"}, sources=found,
        question=SimpleNamespace(urgency=list(urgency), operators=[]),
        sentences=_sentences(identifier, found, sentences, is_sure=drafter == "extractive"),
    )  # fmt: skip


NEAREST = [
    {"sheet_id": "F90103", "title": "MaPrimeRénov’", "operator": "france_renov", "url": "#",
     "description": "Aide de l’État aux propriétaires occupants ; cite les poêles à bûches et à "
     "granulés.", "source_date": "2025-02-14", "contacts": [{"title": "Mairie", "phone": "",
     "url": "https://lannuaire.service-public.fr/", "text": "Aides de la commune."}]},
    {"sheet_id": "F90104", "title": "Prime « Coup de pouce »", "operator": "france_renov",
     "url": "#", "description": "Prime des vendeurs d’énergie pour un appareil au bois très "
     "performant.", "source_date": "2025-03-03"},
    {"sheet_id": "F90105", "title": "Aide de l’Anah : habitat", "operator": "france_renov",
     "url": "#", "description": "Subvention selon les ressources, pour changer de mode de "
     "chauffage.", "source_date": "2025-01-20"},
]  # fmt: skip
SERVICES = [
    {"title": "Pré-demande de carte d’identité", "url": "https://ants.gouv.fr/",
     "source": "France Titres (ANTS)"},
    {"title": "Acheter le timbre fiscal", "url": "https://timbres.impots.gouv.fr/",
     "source": "Impôts (DGFiP)"},
]  # fmt: skip
RELATED = ["Et si la carte a été volée ?", "Quels justificatifs de domicile ?"]

STATES: dict[str, dict[str, Any]] = {
    "reponse": {"answer": answer("answered", outcome={
        "sheets": [{"sheet_id": "F90101", "services": SERVICES}],
        "related_questions": RELATED})},
    "redaction": {"answer": answer("running", sentences=2, tail="25 € en timbre fiscal, que l’on "
                                   "peut acheter en ligne ou chez un bura")},
    "recherche": {"answer": answer("queued", sentences=0, sources=0, drafter="")},
    "extraits": {"answer": answer("answered", drafter="extractive", degraded_reason="model_down",
                                  outcome={"related_questions": RELATED})},
    "partielle": {"answer": answer("answered_partially", sentences=8, outcome={
        "missing": ["Le délai n’est pas dans les fiches trouvées."]})},
    "precisions": {"answer": answer("needs_facts", sentences=2, outcome={"deciding_facts": [
        {"label": "Majeur", "follow_up": "La personne est majeure."},
        {"label": "Mineur", "follow_up": "La personne est mineure."}]})},
    "sans-reponse": {"answer": answer("abstained_no_sheet", sentences=0, sources=0, drafter="",
                     outcome={"nearest": NEAREST, "rephrasings": [
                         "Quelles aides de l’État pour remplacer un poêle à bois ?",
                         "Quels plafonds de ressources pour l’aide de l’Anah ?"],
                         "sheets": []})},
    "hors-sujet": {"answer": answer("abstained_out_of_scope", sentences=0, sources=0, drafter="",
                   outcome={"out_of_scope_advice": "La météo n’est pas une démarche : voyez "
                            "Météo-France."})},
    "arretee": {"answer": answer("stopped", sentences=3)},
    "interrompue": {"answer": answer("interrupted", sentences=8)},
    "echouee": {"answer": answer("failed", sentences=0, sources=2, drafter="")},
    "urgence": {"answer": answer("answered", urgency=[("3919", "violences faites aux femmes")])},
    "avis": {"answer": answer("answered"), "feedback": SimpleNamespace(
        vote="not_helpful", reasons=["incomplete"], comment="")},
}  # fmt: skip
