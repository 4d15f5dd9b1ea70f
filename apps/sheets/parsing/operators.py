"""Which operator of France Services a sheet belongs to.

First rule that speaks wins: the contributor when it is an operator, words of the title, the
dossier, the theme, then the votes of contacts and services. Ids are the publisher's and stable.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping

from apps.answering.enums import Operator
from apps.sheets.parsing.kinds import without_accents
from apps.sheets.parsing.parsed import ParsedContact, ParsedService

# Names of bodies, in contributors and in the sources of services.
BODIES: tuple[tuple[Operator, str], ...] = (
    (Operator.CHEQUE_ENERGIE, r"cheque energie"),
    (Operator.FRANCE_RENOV, r"france renov|\banah\b|agence nationale de l'habitat"),
    (Operator.CAF, r"allocations familiales|\bcnaf\b|\bcaf\b"),
    (Operator.CPAM, r"assurance maladie|\bcnam\b|\bcpam\b|\bameli\b"),
    (
        Operator.CARSAT,
        r"assurance (vieillesse|retraite)|\bcnav\b|\bcarsat\b|union retraite",
    ),
    (Operator.FRANCE_TRAVAIL, r"pole emploi|france travail|\bunedic\b"),
    (Operator.DGFIP, r"finances publiques|\bdgfip\b|ministere charge des finances"),
    (Operator.MSA, r"mutualite sociale agricole|\bmsa\b"),
    (Operator.LA_POSTE, r"\bla poste\b|banque postale"),
    (Operator.ANTS, r"titres securises|\bants\b|france titres"),
    (Operator.JUSTICE, r"ministere charge de la justice|ministere de la justice"),
    (Operator.URSSAF, r"\burssaf\b|\bacoss\b|\bcesu\b|pajemploi"),
)
TITLES: tuple[tuple[Operator, str], ...] = (
    (
        Operator.FRANCE_TRAVAIL,
        r"pole emploi|france travail|^chomage\b|allocation chomage|demandeur d'emploi",
    ),
    (Operator.CHEQUE_ENERGIE, r"cheque energie"),
    (
        Operator.FRANCE_RENOV,
        r"maprimerenov|prime renov|habiter mieux|\banah\b|renovation energetique|france renov"
        r"|eco-pret|prime energie|ecopret",
    ),
    (Operator.LA_POSTE, r"\bla poste\b|livret a\b|colis|recommande avec|reexpedition du courrier"),
    (Operator.URSSAF, r"\burssaf\b|\bcesu\b|pajemploi|particulier employeur|auto-?entrepreneur"),
    (
        Operator.ANTS,
        r"carte d'identite|passeport|carte grise|certificat d'immatriculation|permis de conduire",
    ),
    (Operator.CAF, r"\bcaf\b|prime d'activite|\brsa\b|allocations? familiales?|\bapl\b"),
    (Operator.MSA, r"\bmsa\b|agricole|\bagriculteur|exploitant agricole"),
    (Operator.CPAM, r"carte vitale|assurance maladie|indemnites? journalieres?|\bcpam\b"),
    (Operator.CARSAT, r"\bcarsat\b|\baspa\b|pension de reversion"),
    (Operator.DGFIP, r"\bimpots?\b|taxe (d'habitation|fonciere)|prelevement a la source"),
)
DOSSIERS: Mapping[Operator, frozenset[str]] = {
    Operator.ANTS: frozenset({"N358", "N360", "N367", "N530"}),
    Operator.CAF: frozenset({"N156", "N19775", "N31477", "N20360", "N12230", "N137"}),
    Operator.CPAM: frozenset(
        {
            "N418",
            "N423",
            "N432",
            "N439",
            "N20286",
            "N31348",
            "N31526",
            "N31700",
            "N31750",
            "N526",
            "N561",
        }
    ),
    Operator.CARSAT: frozenset({"N381", "N378", "N392"}),
    Operator.FRANCE_TRAVAIL: frozenset({"N178", "N549", "N31131", "N31132", "N31133"}),
    Operator.URSSAF: frozenset({"N19602", "N20383"}),
    Operator.FRANCE_RENOV: frozenset({"N321"}),
    Operator.DGFIP: frozenset(
        {"N119", "N17580", "N19785", "N20074", "N206", "N219", "N247", "N31080", "N31160"}
    ),
    Operator.JUSTICE: frozenset({"N135", "N155", "N159", "N18775", "N142", "N144", "N151"}),
}
THEMES: Mapping[str, Operator] = {"N19807": Operator.JUSTICE}
PIVOTS: Mapping[str, Operator] = {
    "caf": Operator.CAF,
    "cpam": Operator.CPAM,
    "cramif": Operator.CPAM,
    "carsat": Operator.CARSAT,
    "pole_emploi": Operator.FRANCE_TRAVAIL,
    "france_travail": Operator.FRANCE_TRAVAIL,
    "centre_impots": Operator.DGFIP,
    "centre_impots_fonciers": Operator.DGFIP,
    "sie": Operator.DGFIP,
    "tresorerie": Operator.DGFIP,
    "msa": Operator.MSA,
    "urssaf": Operator.URSSAF,
    "anah": Operator.FRANCE_RENOV,
    "renovation_info_service": Operator.FRANCE_RENOV,
    "mjd": Operator.JUSTICE,
    "tribunal_judiciaire": Operator.JUSTICE,
    "tribunal_proximite": Operator.JUSTICE,
    "prudhommes": Operator.JUSTICE,
    "bav": Operator.JUSTICE,
}


def operator_of(
    *,
    contributor: str,
    title: str,
    theme_id: str,
    dossier_id: str,
    services: Iterable[ParsedService],
    contacts: Iterable[ParsedContact],
) -> Operator:
    """The operator; OTHER when no rule speaks."""
    return (
        _contributor(contributor)
        or _first(TITLES, title)
        or next((each for each, ids in DOSSIERS.items() if dossier_id in ids), None)
        or THEMES.get(theme_id)
        or _vote(services, contacts)
        or Operator.OTHER
    )


def _contributor(names: str) -> Operator | None:
    """The contributor's own operator; the publisher of all official sheets and ministries say
    nothing, save when the ministry stands alone."""
    first = names.split(", ")[0]
    return None if "(Premier ministre)" in first else _first(BODIES, first)


def _first(rules: tuple[tuple[Operator, str], ...], text: str) -> Operator | None:
    plain = without_accents(text)
    return next((each for each, pattern in rules if re.search(pattern, plain)), None)


def _vote(services: Iterable[ParsedService], contacts: Iterable[ParsedContact]) -> Operator | None:
    """Most named operator, contacts counting double. The MSA, named beside the body of the general
    scheme in most social sheets, counts least."""
    votes: Counter[Operator] = Counter()
    for contact in contacts:
        operator = PIVOTS.get(contact.pivot) or _first(BODIES, contact.title)
        if operator:
            votes[operator] += 1 if operator is Operator.MSA else 4
    for service in services:
        operator = _first(BODIES, service.source)
        if operator:
            votes[operator] += 1 if operator is Operator.MSA else 2
    return max(votes, key=lambda each: votes[each]) if votes else None
