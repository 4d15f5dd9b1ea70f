"""*Demande Administration+*: question and answer as a request to an operator, no identifier."""

from apps.answering.enums import OPERATOR_NAMES, Operator
from apps.answering.masking import MARK
from apps.conversations.handing_over import without_marks
from apps.conversations.models import Answer
from apps.conversations.services import proposed_reading

_REMOVED = "(donnée retirée)"
_TO_FILL = "(à compléter, sans nom ni numéro)"
_MOST_SENTENCES = 6


def referral_text(answer: Answer) -> str:
    """What she pastes into Administration+; what only she knows is left to complete."""
    question = MARK.sub(_REMOVED, answer.question.masked_text)
    reading = proposed_reading(answer)
    sentences = [without_marks(s.text) for line in reading.given for s in line.sentences]
    said = [f"- {text}" for text in sentences[:_MOST_SENTENCES]]
    sheets = [f"- {sheet.title} : {sheet.url}" for sheet in reading.sheets]
    return "\n".join(
        [
            f"Opérateur concerné : {_operators(answer)}",
            "",
            "Situation exposée par l’usager",
            question,
            "",
            "Ce que disent les fiches officielles",
            *(said or ["- Aucune fiche ne répond à cette situation."]),
            *(["", "Fiches consultées", *sheets] if sheets else []),
            "",
            "Démarches déjà faites et dates",
            _TO_FILL,
            "",
            "Ce qui bloque",
            _TO_FILL,
            "",
            "Demande : merci de nous indiquer la suite à donner, ou le service à contacter.",
        ]
    )


def _operators(answer: Answer) -> str:
    codes = answer.question.operators or _quoted_operators(answer)
    names = [OPERATOR_NAMES[Operator(code)] for code in codes if code in list(Operator)]
    return ", ".join(names) or "(à compléter)"


def _quoted_operators(answer: Answer) -> list[str]:
    quoted = answer.sources.quoted().values_list("operator", flat=True)
    return list(dict.fromkeys(quoted))
