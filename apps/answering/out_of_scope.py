"""Requests that no sheet can answer: personal files, local facts, health, other matters."""

import re
from enum import StrEnum

from apps.answering.wording import fold


class Beyond(StrEnum):
    """Why a request is beyond the sheets."""

    PERSONAL_FILE = "personal_file"
    LOCAL_FACT = "local_fact"
    HEALTH = "health"
    OTHER_MATTER = "other_matter"


ADVICE: dict[Beyond, str] = {
    Beyond.PERSONAL_FILE: (
        "Les fiches ne disent rien d’un dossier personnel. L’usager peut le suivre dans son espace "
        "en ligne, ou l’organisme peut le consulter avec lui."
    ),
    Beyond.LOCAL_FACT: (
        "Les fiches valent pour toute la France. Pour un horaire, un tarif ou un service local, "
        "adressez-vous à la mairie ou à l’organisme sur place."
    ),
    Beyond.HEALTH: (
        "Ce n’est pas une question administrative. Pour un avis médical : le médecin, le "
        "pharmacien, le 116 117, ou le 15 en cas d’urgence."
    ),
    Beyond.OTHER_MATTER: "Cette demande ne relève pas des démarches administratives.",
}

_OWN = r"(?:mon|ma|mes|son|sa|ses|leur|leurs|notre|le|la|l'|les|cette|ce)\s?"
_FILE = (
    r"(?:dossier|demande|plainte|virement|paiement|versement|courrier|colis|rendez-vous|titre|"
    r"passeport|carte|permis|pension|recours|candidature|remboursement|cheque|prime|arret)"
)
_DONE = (
    r"(?:traite|accepte|refuse|recu|arrive|verse|valide|enregistre|passe|juge|parti|classe|bloque|"
    r"paye|transmis|pret|rendu|fixe|clos|instruit)(?:e|s|es)?"
)
# All folded. A rule tells the state of one file, at this moment, from what the law says of files.
_RULES: tuple[tuple[Beyond, str], ...] = (
    (Beyond.PERSONAL_FILE, rf"\bou en (?:est|sont)\b.{{0,30}}{_FILE}"),
    (
        Beyond.PERSONAL_FILE,
        rf"(?:est-ce que|a-t-(?:il|elle)|\bont-(?:ils|elles)|est-(?:il|elle))"
        rf".{{0,60}}\b(?:bien|deja|enfin|ete)\b.{{0,10}}\b{_DONE}\b",
    ),
    (
        Beyond.PERSONAL_FILE,
        rf"\best-ce que {_OWN}{_FILE}\b.{{0,60}}\b(?:est|a|sera|ont|sont)\b.{{0,12}}\b{_DONE}\b",
    ),
    (
        Beyond.PERSONAL_FILE,
        rf"\b(?:a-t-(?:il|elle)|a)\s(?:deja\s)?(?:rendu|fixe|pris) {_OWN}(?:decision|date)\b",
    ),
    (
        Beyond.PERSONAL_FILE,
        r"\b(?:peux-tu|pouvez-vous|tu peux|vous pouvez|peut-on) (?:me )?(?:verifier|regarder|"
        r"consulter|retrouver|dire (?:ou en est|si|quand|pourquoi) "
        r"(?:mon|ma|mes|son|sa|ses|le|la)\b)",
    ),
    (
        Beyond.PERSONAL_FILE,
        r"\bpourquoi\b.{0,30}\b(?:lui |m'|nous |leur )a(?:-t-(?:il|elle|on))? "
        r"(?:vire|verse|paye|donne|refuse|coupe|suspendu)\b",
    ),
    (
        Beyond.PERSONAL_FILE,
        rf"\b{_OWN}{_FILE}\b.{{0,60}}\best-(?:il|elle) (?:en cours|{_DONE})",
    ),
    (Beyond.PERSONAL_FILE, r"\bquelle date (?:precise )?est fixee? (?:le|la|son|sa|mon|ma)\b"),
    (Beyond.PERSONAL_FILE, r"\breste (?:du|a payer) sur (?:l'|son |mon )(?:avis|dossier)"),
    (
        Beyond.PERSONAL_FILE,
        rf"\bpourquoi {_OWN}{_FILE}\b.{{0,30}}\b(?:est|a)\b.{{0,20}}"
        r"\b(?:bloque|refuse|retard|perdu)",
    ),
    (Beyond.PERSONAL_FILE, rf"{_FILE}.{{0,25}}\bn[°o] ?\d{{3,}}"),
    (
        Beyond.PERSONAL_FILE,
        r"\bcombien (?:de |d')?\w*\s?(?:reste-t-il|restent-ils|la caf va|va-t-(?:on|il|elle))"
        r".{0,30}"
        r"\b(?:exactement|verser a|a (?:m\.|mme|monsieur|madame|cette|ce))",
    ),
    (Beyond.PERSONAL_FILE, r"\bexactement\b.{0,40}\b(?:m\.|mme|monsieur|madame|mr) ?[a-z⟦]"),
    (
        Beyond.PERSONAL_FILE,
        r"\b(?:quel est|donne[rz]?-?\w*) (?:le|son|mon) (?:solde|mot de passe)\b",
    ),
    (
        Beyond.LOCAL_FACT,
        r"\ba quelle heure\b|\bheures? d'ouverture"
        r"|\bhoraires? d(?:e|u) (?:la |l')?(?:mairie|bus|guichet|caisse|agence)",
    ),
    (Beyond.LOCAL_FACT, r"\b(?:pharmacie|medecin|docteur|serrurier)s?\b.{0,12}\bde garde\b"),
    (
        Beyond.LOCAL_FACT,
        r"\bquel jour (?:passe|a lieu|vient|est la permanence)|\b(?:c'est|est-ce) le \w+di ou le\b"
        r"|\b(?:ouverte?s?|fermee?s?|marche|accepte)\b.{0,40}\b(?:lundi|mardi|mercredi|jeudi|"
        r"vendredi|samedi|dimanche)\b|\ba lieu quel jour\b",
    ),
    (
        Beyond.HEALTH,
        r"\b(?:fievre|boutons|plaques|demange|gratte|engourdi|mal (?:au|a la|aux))\b.{0,90}"
        r"\b(?:c'est (?:quoi|la|une?|grave)|quelle (?:maladie|creme))\b",
    ),
    (
        Beyond.HEALTH,
        r"\b(?:c'est|quelle?|quoi comme) (?:grave|maladie|une? (?:varicelle|angine|grippe))\b|"
        r"\bquelle (?:creme|dose|maladie|posologie)\b|\bqu'est-ce que je (?:peux|dois) prendre\b|"
        r"\bdose de\b",
    ),
    (
        Beyond.OTHER_MATTER,
        r"\b(?:quel temps (?:fera|fait)|meteo|neiger|neige demain|pleuvoir|va (?:il )?pleuvoir|"
        r"recette|horoscope|loto\b|bitcoin|match|raconte|blague|poeme|chanson|traduis|"
        r"capitale d|smartphone|quel film|programme tele)",
    ),
    (Beyond.OTHER_MATTER, r"\bpour (?:qui|quel parti|quel candidat)\b.{0,25}\bvoter\b"),
    (
        Beyond.OTHER_MATTER,
        r"\bcomment (?:reparer|cuire|cuisiner|enlever une tache|faire pousser)\b",
    ),
)
# A question of price, place, person or number about a service that bears the name of a town.
_ASKS_LOCALLY = re.compile(
    r"\b(?:combien|quel(?:le)? (?:est )?(?:le |la )?(?:tarif|prix|numero|nom|code|serrurier)|tarif"
    r"|qui (?:tient|est)|reste-t-il|y a-t-il|a-t-il|a-t-elle|ou se garer|quel jour|est-ce que l)"
)
_LOCAL_SERVICE = re.compile(
    r"\b(?:école|collège|lycée|cantine|garderie|piscine|mairie|déchetterie|CCAS|ccas|permanence|relais"
    r"|agence postale|guichet|commune|centre de loisirs|bus|médiathèque|bibliothèque|marché|crèche"
    r"|espace France services|conciliateur|conseiller|bureau de poste|préfecture|eau|à côté)\b"
    r"[^.?!;]{0,40}?\b(?:de |d['’]|à )(?:La |Le |Les )?"
    r"(?!Pôle|Caf|France|État|Sécu|Carsat|Urssaf|Noël)[A-ZÉÈ][a-zéèêàç]+"
)
_COMPILED = tuple((reason, re.compile(rule)) for reason, rule in _RULES)


def beyond_the_sheets(question: str) -> Beyond | None:
    """Why no sheet can answer the masked request, or None."""
    folded = fold(question).replace("’", "'")
    if _ASKS_LOCALLY.search(folded) and _LOCAL_SERVICE.search(question):
        return Beyond.LOCAL_FACT
    return next((reason for reason, rule in _COMPILED if rule.search(folded)), None)
