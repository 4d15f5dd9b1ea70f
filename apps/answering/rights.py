"""Sentences that conclude on this person's right, which only the body in charge may do (X-03)."""

import re

from apps.answering.enums import ProblemKind
from apps.answering.events import Problem

_EXPLANATION = (
    "Cette phrase conclut sur le droit de la personne : à dire comme une condition, "
    "à faire confirmer par l’organisme."
)
_A = "['’]"
_MARK_OR_NAME = r"(?: ⟦\w+⟧| [A-ZÀ-Þ][\w’'-]+)?"
_WHO = (
    rf"(?:vous|il|elle|ils|elles|on|tu|⟦\w+⟧|l{_A}(?:usag(?:er|ère)|assurée?|allocataire|intéressée?)"
    r"|(?:cette|ce|la|le|votre|leur) (?:personne|dame|monsieur|madame|jeune|couple|famille|foyer"
    r"|demandeur|demandeuse|mère|père|fils|fille|usager|bénéficiaire|situation|locataire|salariée?)"
    rf"|(?:m\.|mme|monsieur|madame){_MARK_OR_NAME})"
)
_SO = (
    r"(?:,? (?:bien|donc|aussi|alors|ainsi|toujours|automatiquement|encore|certainement|sûrement"
    r"|également|effectivement|déjà|même|forcément|bel et bien|sans doute|de plein droit"
    r"|tout à fait|légitimement|désormais|logiquement),?)*"
)
_GETS = r"(?:toucher|percevoir|recevoir|bénéficier|obtenir|prétendre|cumuler|être éligible)"
_WILL_GET = (
    r"(?:touchera|toucherez|toucheront|percevra|percevrez|percevront|recevra|recevrez|recevront"
    r"|bénéficiera|bénéficierez|bénéficieront|obtiendra|obtiendrez|obtiendront)"
)
_HAS = (
    r"(?:a|as|avez|ont|aura|aurez|auront|garde|gardez|gardent|conserve|conservez|ouvre|ouvrez"
    r"|perd|perdez|perdront|perdra)"
)
_IS = r"(?:est|êtes|sont|sera|serez|seront|es|serait|seriez)"
_CAN = r"(?:peut|peuvent|pouvez|pourra|pourrez|pourront|va|vont|allez)"
_BENEFIT = (
    rf"(?:l{_A}(?:aide|allocation|apl|aah|aspa|ass|indemnité)|la (?:prime|pension|prestation|carte)"
    r"|le (?:rsa|complément|chèque énergie)|cette (?:aide|allocation|prime|prestation))"
)
_GRANTED = (
    r"(?:due?|acquise?|accordée?|versée?|attribuée?|refusée?|acceptée?|recevable|irrecevable"
    r"|ouverte?|établie?|maintenue?)"
)
_CONCLUSIONS = (
    rf"{_WHO}{_SO} {_HAS}{_SO} (?:(?:le|un|les|des|vos|ses|son|tous les) )?droits?\b",
    rf"{_WHO}{_SO} n(?:e |{_A}){_HAS}{_SO} (?:pas|plus|aucun)(?: (?:le|de))? ?droits?\b",
    rf"{_WHO}{_SO} (?:n{_A})?{_IS}(?: pas| plus)?{_SO} (?:éligibles?|admissibles?|bénéficiaires?"
    rf"|dans (?:son|votre) droit|en droit d|exonérée?s? d|concernée?s? par (?:l{_A}|cette )aide)",
    rf"{_WHO}{_SO} (?:ne )?{_CAN}(?: pas| plus)?{_SO} {_GETS}",
    rf"{_WHO}{_SO} (?:ne )?{_WILL_GET}\b",
    rf"{_WHO}{_SO} (?:ne )?(?:rempli(?:t|ssez|ssent)|satisfait|satisfaites|réuni(?:t|ssez|ssent))"
    rf"(?: pas)?{_SO} (?:bien |donc |toutes |tous )*(?:les|la|le|ces|cette|l{_A}ensemble des)"
    r" (?:conditions?|critères?)",
    rf"{_BENEFIT} (?:vous|lui|leur) {_IS}{_SO} {_GRANTED}",
    rf"(?:sa|votre|leur|son) (?:demande|dossier|prestation|pension) {_IS}{_SO} {_GRANTED}",
    rf"(?:son|votre|leur) droit (?:à|au|aux) [^.]{{2,60}} {_IS}{_SO} {_GRANTED}",
    r"(?:ouvre|donne)(?: bien| donc)? droit,? (?:pour (?:vous|lui|elle)|dans (?:son|votre) cas)",
    rf"(?:dans (?:son|votre|leur|ce) cas|ici),? (?:c{_A}est|le droit est) (?:oui|bon|{_GRANTED})",
)
_PATTERNS = tuple(re.compile(rf"(?<!\w){pattern}", re.IGNORECASE) for pattern in _CONCLUSIONS)
# "… si vos ressources …", "à condition de", "lorsque": the sentence states the rule.
_CONDITION = re.compile(
    rf"\b(?:si|s{_A}ils?|s{_A}elles?|à condition|sous réserve|sous conditions?|lorsqu\w*|quand"
    r"|dès lors qu|en cas d|dans le cas où|selon|sauf|à faire confirmer|à confirmer)\b",
    re.IGNORECASE,
)


def concluding_spans(sentence: str) -> tuple[Problem, ...]:
    """The words by which a drafted sentence decides on somebody's right; offsets in `sentence`.

    A conditional sentence states the rule and is left alone.
    """
    if _CONDITION.search(sentence):
        return ()
    for pattern in _PATTERNS:
        match = pattern.search(sentence)
        if match:
            kind = ProblemKind.CONCLUDES_ON_A_RIGHT
            return (Problem(kind, match.start(), match.end(), match.group(), _EXPLANATION),)
    return ()
