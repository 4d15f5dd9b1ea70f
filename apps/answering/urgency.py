"""Words of a request that call for an emergency number, whatever the answer may be."""

import re
from collections.abc import Iterator

from apps.answering.events import UrgencyRaised
from apps.answering.recognisers.lexicon import fold

SAMU_SOCIAL = ("115", "Samu social : hébergement d’urgence, gratuit, jour et nuit")
SUICIDE = ("3114", "Prévention du suicide, gratuit, jour et nuit")
CHILD = ("119", "Enfance en danger, gratuit, jour et nuit")
VIOLENCE = ("3919", "Violences faites aux femmes, gratuit, jour et nuit")
MEDICAL = ("15", "Samu : urgence médicale")
POLICE = ("17", "Police ou gendarmerie : danger immédiat")
FIRE = ("18", "Pompiers : incendie, accident")
EUROPE = ("112", "Numéro d’urgence européen")

# Read on folded text: small letters, no accents.
_RULES: tuple[tuple[re.Pattern[str], tuple[tuple[str, str], ...]], ...] = (
    (
        re.compile(
            r"\bsuicid\w*|\bse (?:tuer|pendre|foutre en l'air)\b|\bme (?:tuer|pendre)\b|"
            r"\b(?:en finir|mettre fin a (?:ses|mes) jours)\b|\benvie de mourir\b|"
            r"\b(?:veut|veux|voudrait|voudrais) mourir\b|\bplus envie de vivre\b|\bidees? noires\b"
        ),
        (SUICIDE, MEDICAL),
    ),
    (
        re.compile(
            r"\bviolen(?:ces?|t) (?:conjugal\w*|conjoint|domestiqu\w*|intra-?familial\w*|"
            r"physique\w*|"
            r"sexuel\w*|du conjoint|de son (?:mari|conjoint|compagnon))|"
            r"\b(?:mari|conjoint|compagnon|ex|copain|pere|il)[^.?!]{0,25} (?:la |me |l'|m')?(?:a )?"
            r"(?:frapp\w+|tap(?:e|ee|ait)\b|bat(?:s|tu\w*)?\b|menace\w*|etrangl\w+|agress\w+|"
            r"viol(?:e|ee|ait)\b|cogn\w+)|"
            r"\b(?:femme|conjointe|epouse|elle|dame|madame|mme)[^.?!]{0,25} (?:est |a ete |etre )?"
            r"(?:battue|frappee|violee|menacee de mort|sequestree|etranglee)\b|"
            r"\bbattue? par son\b|\bfeminicide|\bmariage force\b|\bexcision\b|\bviolee?\b|"
            r"\b(?:frappee|tabassee|sequestree)\b"
        ),
        (VIOLENCE, POLICE),
    ),
    (
        re.compile(
            r"\b(?:enfants?|mineure?s?|fille|fils|bebe|gamine?|eleve|petite?|ado)\b[^.?!]{0,40}"
            r"(?:\ben danger|\bmaltrait\w+|\bbattue?s?\b|\bfrapp[e]+e?s?\b|\bmalmene\w*|\babuse\w*|"
            r"\battouche\w*|\bviolee?s?\b|\bseule?s? la nuit\b|\bcoups\b)|"
            r"\bmaltraitances? (?:sur|d'|envers|a l'egard)[^.?!]{0,20}(?:enfant|mineur)|"
            r"\b(?:beau-)?(?:pere|papa|mere|maman|belle-mere)[^.?!]{0,15} (?:le |la |les |l')"
            r"(?:bat\b|battent|frappe\w*|tape\b|cogne|maltraite\w*|viole\b)|"
            r"\benfance en danger\b|\b(?:inceste|pedophil\w+|attouchements?)\b|"
            r"\b(?:frappe|bat|tape|maltraite)[^.?!]{0,12} (?:son|sa|ses|les|leurs?) "
            r"(?:enfants?|fils|filles?|bebe)\b"
        ),
        (CHILD, POLICE),
    ),
    (
        re.compile(
            r"\b(?:dort|dorment|dormir|couche|vit|vivent|vivre|passe\w* la nuit)\b"
            r"[^.?!]{0,20}\b(?:dehors|a la rue|dans la rue|dans (?:sa|la|leur|une) voiture|"
            r"sous (?:une|la) tente|gare)\b|\ba la rue\b|\bsans (?:abri|domicile|toit|"
            r"logement)[^.?!]{0,20}"
            r"\b(?:ce soir|cette nuit|aujourd'hui|maintenant|immediat\w*|demain)\b|"
            r"\b(?:ce soir|cette nuit)\b[^.?!]{0,50}\b(?:ou dormir|nulle part|dehors|rue|"
            r"hebergement|"
            r"sans (?:abri|toit|logement))|\bou dormir (?:ce soir|cette nuit)\b|"
            r"\bhebergement d'urgence\b|\b(?:mise?s? a la porte|expuls\w+)[^.?!]{0,25}"
            r"\b(?:ce soir|cette nuit|aujourd'hui|ce matin)\b|\bne sai[st] pas ou dormir\b"
        ),
        (SAMU_SOCIAL,),
    ),
    (
        re.compile(
            r"\b(?:fait|fais|vient de faire|a fait|faire|en train de faire|eu) un malaise\b|"
            r"\bmalaise (?:cardiaque|dans|a l'accueil|ici)|\b(?:avc|infarctus|crise cardiaque|"
            r"arret "
            r"cardiaque)\b[^.?!]{0,30}\b(?:en ce moment|maintenant|la|ici|en train|a l'instant)\b|"
            r"\b(?:ne respire plus|n'arrive (?:pas|plus) a respirer|a perdu connaissance|"
            r"inconsciente?|convulsi\w+|overdose|s'etouffe|saigne beaucoup|hemorragie|"
            r"douleurs? (?:a|dans) la poitrine|avale des medicaments|surdose)\b"
        ),
        (MEDICAL, EUROPE),
    ),
    (
        re.compile(
            r"\b(?:incendie|feu)\b[^.?!]{0,25}\b(?:en cours|en ce moment|maintenant|chez (?:lui|"
            r"elle|moi)"
            r"|dans (?:l'immeuble|la maison|l'appartement|la cuisine))\b|\ba pris feu\b|"
            r"\bprend feu\b|"
            r"\b(?:fuite|odeur) de gaz\b|\bintoxi\w+ au monoxyde\b"
        ),
        (FIRE, EUROPE),
    ),
    (
        re.compile(
            r"\b(?:menace\w*|danger) de mort\b|\ben danger immediat\b|\b(?:agression|agressee?|"
            r"cambriolage|cambriol\w+|bagarre)\b[^.?!]{0,25}\b(?:en cours|en ce moment|maintenant|"
            r"a l'instant)\b|\bavec (?:un couteau|une arme)\b|\btraite des (?:etres|personnes)\b|"
            r"\b(?:disparition inquietante|enlevement d'enfant)\b"
        ),
        (POLICE,),
    ),
)


def find_urgency(text: str) -> UrgencyRaised | None:
    """The emergency contacts that the words of `text` call for, or None."""
    folded = fold(text).replace("\u2019", "'")
    contacts = tuple(dict.fromkeys(_contacts(folded)))
    return UrgencyRaised(contacts) if contacts else None


def _contacts(folded: str) -> Iterator[tuple[str, str]]:
    for pattern, contacts in _RULES:
        if pattern.search(folded):
            yield from contacts
