"""Which of a sheet's mutually exclusive situations and cases the request is about."""

import re
from collections.abc import Iterable

from apps.answering.passages import Passage
from apps.answering.wording import content_stems, fold

_AGE = re.compile(r"\b(\d{1,3}) ?ans\b")
_ADULT_AGE = 18
_ALIKE = 3
_ABROAD = re.compile(r"\b(?:etranger|consulat|ambassade|expatri)")
_CASE_OPENINGS = ("vous ", "si ", "en cas ", "pour un", "a l'etranger", "en france")
_CHANNEL = re.compile(r"(?:par|en ligne|sur place|sur internet|au guichet|autre|demande)\b")
_OVERSEAS = re.compile(
    r"\b(?:guyane|mayotte|guadeloupe|martinique|reunion|polynesie|caledonie|outre-mer|miquelon"
    r"|wallis|alsace|moselle)"
)
_DEFAULT_TITLES = frozenset({"cas general", "situation generale", "regle generale", "en general"})
# Words of a request -> words under which sheets file the case. All folded.
_SAID_AS: tuple[tuple[str, str], ...] = (
    (
        r"\b(?:mon|ma|son|sa|leur|le|la|l') ?(?:fils|fille|enfant|bebe|ado|gamin|petit|petite)\b",
        "mineur enfant",
    ),
    (r"\bmineure?s?\b|\bcollegien|\blyceen", "mineur"),
    (r"\b(?:vole|volee|vol|arrache|cambriol)", "vol vole"),
    (r"\b(?:perdu|perdue|perte|egare|egaree|introuvable)", "perte perdu"),
    (r"\b(?:etranger|consulat|expatri|ambassade)", "etranger"),
    (r"\blocataires?\b|\bloyer\b|\bproprio|\bbailleur", "locataire location"),
    (r"\bproprietaires?\b", "proprietaire"),
    (
        r"\b(?:salarie|employe|patron|cdi|cdd|interim|caissiere?|vendeuse|boulot)",
        "salarie prive",
    ),
    (r"\b(?:fonctionnaire|titulaire|agent public|prof)\b", "fonctionnaire public"),
    (
        r"\b(?:independant|artisan|commercant|auto ?entrepreneur|micro ?entrepreneur|liberale?)",
        "independant",
    ),
    (r"\b(?:agriculteur|exploitant agricole|eleveur|paysan)", "agricole exploitant"),
    (r"\b(?:marie|mariee|epoux|epouse|divorce)", "marie epoux"),
    (r"\b(?:divorc|separe|separation)", "divorce separation"),
    (r"\b(?:deces|decede|mort|morte|veuf|veuve|veuvage|defunte?)\b", "décès décédé survivant veuf"),
    (r"\bpacs", "pacs"),
    (r"\b(?:concubin|union libre)", "concubin"),
    (r"\b(?:seule?|celibataire|isole)", "seul"),
    (r"\b(?:couple|conjoint|compagn|mari|femme)\b", "couple"),
    (r"\b(?:premiere fois|premiere demande|jamais eu)", "premiere"),
    (r"\b(?:renouvel|perime|expire)", "renouvellement perime"),
    (r"\b(?:etudiante?|fac|universite)\b", "etudiant"),
    (r"\b(?:chomage|chomeur|france travail|pole emploi)", "chomage emploi"),
    (r"\bretraitee?s?\b", "retraite"),
    (r"\bpar (?:courrier|la poste)", "courrier correspondance"),
    (r"\b(?:internet|en ligne)", "ligne internet"),
)


def case_words(request: str) -> frozenset[str]:
    """Stems under which the sheets may file the circumstances that the request tells."""
    folded = fold(request)
    said = [filed for cue, filed in _SAID_AS if re.search(cue, folded)]
    ages = [int(age) for age in _AGE.findall(folded)]
    if ages:
        said.append("mineur" if min(ages) < _ADULT_AGE else "majeur adulte")
    if not _ABROAD.search(folded):
        said.append("France")
    if not any("mineur" in filed for filed in said):
        said.append("majeur adulte")
    return frozenset(content_stems(" ".join([request, *said])))


def _fit_by_default(title: str) -> float:
    """Of cases that the request does not tell, the general one is meant, overseas is not."""
    if title in _DEFAULT_TITLES:
        return 0.5
    return -1.0 if _OVERSEAS.search(title) else 0.0


def _is_alternative(title: str, siblings: Iterable[str]) -> bool:
    """ "Retirer le nom de l'époux décédé" beside "Retirer le nom de l'ex-époux"."""
    opening = fold(title).split()[:_ALIKE]
    return len(opening) == _ALIKE and any(
        fold(sibling).split()[:_ALIKE] == opening for sibling in siblings
    )


class CaseReader:
    """Compares each passage's titles with those of its siblings in the same sheet."""

    def __init__(self, passages: Iterable[Passage], request: str) -> None:
        self._asked = case_words(request)
        self._titles: dict[str, dict[tuple[str, ...], set[str]]] = {}
        for passage in passages:
            of_sheet = self._titles.setdefault(passage.sheet_id, {})
            for depth, title in enumerate(passage.heading_path):
                of_sheet.setdefault(passage.heading_path[:depth], set()).add(title)

    def fit(self, passage: Passage) -> float:
        """From -1 (a sibling case is meant) over 0 (nothing says) to 1 (this case is meant)."""
        fits = [self._fit_of_title(*title) for title in self._case_titles(passage)]
        return min(fits, default=0.0) if min(fits, default=0.0) < 0 else max(fits, default=0.0)

    def open_case(self, passage: Passage) -> str:
        """The innermost case of the passage that the request neither tells nor excludes, or ""."""
        undecided = [
            title
            for title, siblings in self._case_titles(passage)
            if self._fit_of_title(title, siblings) == 0
        ]
        return undecided[-1] if undecided else ""

    def open_fact(self, passage: Passage) -> str:
        """The open case when the person must say it; how a request is sent is hers to choose."""
        case = self.open_case(passage)
        return "" if _CHANNEL.match(fold(case)) else case

    def _case_titles(self, passage: Passage) -> list[tuple[str, set[str]]]:
        """The situation and the cases above a passage that exclude others, with these others."""
        labels = {passage.situation, passage.case} - {""}
        cases = []
        for depth, title in enumerate(passage.heading_path):
            siblings = self._titles[passage.sheet_id][passage.heading_path[:depth]] - {title}
            is_case = title in labels or fold(title).startswith(_CASE_OPENINGS)
            if siblings and (is_case or _is_alternative(title, siblings)):
                cases.append((title, siblings))
        return cases

    def _fit_of_title(self, title: str, siblings: set[str]) -> float:
        own = self._told(title, siblings)
        others = max(self._told(other, siblings - {other} | {title}) for other in siblings)
        if not own and not others:
            return _fit_by_default(fold(title))
        return float((own > others) - (own < others))

    def _told(self, title: str, siblings: set[str]) -> int:
        """How many of the words that only this title has are told by the request."""
        shared = {stem for sibling in siblings for stem in content_stems(sibling)}
        return len((frozenset(content_stems(title)) - shared) & self._asked)
