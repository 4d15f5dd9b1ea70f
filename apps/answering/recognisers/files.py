"""Numbers known by the words around them: Caf, France Travail, identity papers, plates, files."""

import re
from collections.abc import Iterator

from apps.answering.enums import MaskKind
from apps.answering.recognisers.lexicon import read_words
from apps.answering.recognisers.spans import CHECKED, GUESSED, LABELLED, LIKELY, Span

_NOT_MONEY = r"(?!\s{0,2}(?:€|euros?\b|eur\b|%|ans\b|mois\b|jours?\b|heures?\b|km\b|trimestres))"

_CAF_WORD = re.compile(r"(?i)\b(?:alloc\w*|caf|matricule|msa)\b(?P<between>[^\d\n€]{0,30})$")
_CAF_NUMBER = re.compile(
    r"(?<![0-9A-Za-z.,\-/])\d{6,8}(?:[ ]?[A-Za-z](?![0-9A-Za-z']))?(?![0-9A-Za-z])" + _NOT_MONEY
)
_SPACED_CAF_NUMBER = re.compile(
    r"(?i)\balloc(?:ataire)?s?\b(?: ?(?:caf|msa))?[ :.°n]{0,6}(?:num[eé]ro)?[ :.°]{0,3}"
    r"(?P<n>\d(?:[ \t\n.\-]{1,3}\d|\d){5,7}(?:[ ]?[A-Z](?!\w))?)(?!\w)" + _NOT_MONEY
)
_CAF_AFTER = re.compile(r"(?i)[ ,(]{1,3}(?:\(|à la |de la )?(?:caf|allocataire)\b")

_FT_NUMBER = re.compile(r"(?<![0-9A-Za-z])\d{3}[ .\-]?\d{4}[ \-]?[A-Za-z](?![0-9A-Za-z'])")
_FT_BARE_NUMBER = re.compile(
    r"(?i)\b(?:identifiant|id|n°|num[eé]ro|matricule)[ :°n]{0,4}(?:de |du )?"
    r"(?:ft|france[ -]?travail|p[oô]le[ -]?emploi|demandeur d'emploi|de|pe)?[ :°n]{0,4}(?:(?:est|"
    r"c'est)(?: le)? ?:? ?)?"
    r"(?P<n>\d{8}|\d{10,11})(?![0-9A-Za-z])"
)
_FT_WORDS = re.compile(
    r"(?i)\b(?:france[ -]?travail|ft|p[oô]le[ -]?emploi|identifiant|id|demandeur|inscri\w+|"
    r"actualis\w+|ch[oô]mage|are)\b"
)

_PAPER_WORDS = re.compile(
    r"(?i)\b(?:cni|cnie|carte (?:nationale )?d'identit[eé]|carte identit[eé]|"
    r"pi[eè]ce d'identit[eé]|"
    r"identit[eé]|passeports?|permis|neph|titres?|s[eé]jour|r[eé]siden(?:t|ce)|r[eé]c[eé]piss[eé]|"
    r"[eé]trangers?|agdref|visa|anef|vls[ -]?ts|carte (?:bleue europ|verte)|dcem|vtm|apatride|"
    r"livret de circulation|ddv|ci)\b[^0-9\n]{0,40}$"
)
_PAPER_NUMBER = re.compile(
    r"(?<![0-9A-Za-z])(?=[0-9A-Za-z \-.]{0,20}\d)(?:\d{2} ?[A-Za-z]{2} ?\d{5}|"
    r"\d{2}[ .\-]?\d{2}[ .\-]?\d{2}[ .\-]?\d{6}|\d{4}[ .]?\d{4}[ .]?\d{4}|\d{3} \d{3} \d{3} \d{3}|"
    r"\d{10}|\d{2} ?\d{2} ?\d{2} ?\d{2} ?\d{2}|[0-9A-Z]{9}|[0-9A-Za-z]{9}|"
    r"[A-Za-z]{1,3}[ ]?\d{6,9})(?![0-9A-Za-z])"
)
_PASSPORT = re.compile(r"(?<![0-9A-Za-z])\d{2}[A-Z]{2}\d{5}(?![0-9A-Za-z])")
_NEW_CARD = re.compile(r"(?<![0-9A-Za-z])(?=[A-Z]*\d)(?=\d*[A-Z])[0-9A-Z]{9}(?![0-9A-Za-z])")
_OLD_CARD = re.compile(
    r"(?<![0-9A-Za-z.,])\d{2}(?:0[1-9]|1[0-2])(?:\d{2}|2[AB])[0-9]\d{5}(?![0-9A-Za-z])"
)

_PLATE_LETTERS = "A-HJ-NP-TV-Z"
_NEW_PLATE = re.compile(
    rf"(?<![0-9A-Za-z])(?P<a>[{_PLATE_LETTERS}]{{2}})[ \t\n.\-_]{{0,3}}(?P<n>\d{{3}})"
    rf"[ \t\n.\-_]{{0,3}}(?P<b>[{_PLATE_LETTERS}]{{2}})(?![0-9A-Za-z])",
    re.IGNORECASE,
)
_OLD_PLATE = re.compile(
    r"(?<![0-9A-Za-z.,])\d{1,4}[ \t.\-]{0,2}(?P<b>[A-Z]{1,3})[ \t.\-]{0,2}"
    r"(?:2[ABab]|97[1-8]|9[0-5]|[0-8]\d)(?![0-9A-Za-z])",
    re.IGNORECASE,
)
# Provisional plates of garages, and those of old mopeds.
_RARE_PLATE = re.compile(
    rf"(?<![0-9A-Za-z])(?:W[ \-]?\d{{3}}[ \-]?[{_PLATE_LETTERS}]{{2}}|"
    rf"[{_PLATE_LETTERS}]{{1,2}}[ \-]\d{{2,3}}[ \-][{_PLATE_LETTERS}])(?![0-9A-Za-z])"
)
_SPECIMEN = re.compile(
    r"(?i)A[AB]\W*(?:123|001|229)\W*(?:AA|BB|CD|BC)|123\W*(?:AB|ABC)\W*(?:01|75)"
)
_VEHICLE_WORDS = re.compile(
    r"(?i)\b(?:immat\w*|plaques?|cartes? grises?|v[eé]hicules?|voitures?|auto|scooter|moto\w*|"
    r"camion\w*|mobylette|cyclo\w*|quad|tracteur|mob|fourgon\w*|caravane|remorque|cession|"
    r"certificat|siv|fni|crit'?air|contr[oô]le "
    r"technique|assurance auto|vign\w+|fourri[eè]re|renault|peugeot|citro[eë]n|clio|twingo|dacia)\b"
)
_UNITS = read_words("units.txt")

_FILE_LABEL = (
    r"(?:dossiers?|r[eé]f(?:[eé]rences?)?\b\.?|demande|enregistrement|nur|num[eé]ro unique|dalo|"
    r"recours|plainte|pv|proc[eè]s[ -]verbal|contrat|sinistre|affaire|rg|convocation|aripa|guda|"
    r"ofpra|ofii|requ[eê]te|courrier|recommand[eé]|suivi|ticket|attestation|avis|facture|"
    r"contravention|"
    r"amende|client|adh[eé]rent|soci[eé]taire|abonn[eé]|police|b[eé]n[eé]ficiaire|parcours|"
    r"candidat\w*|ine|pdl|prm|t[eé]l[eé]paiement|agrippa|minute|jugement|cotisant|mdph|"
    r"naturalisation|visa|logement|ants)"
)
_FILE_NUMBER = re.compile(
    rf"(?i)(?<!\w){_FILE_LABEL}(?:[ :.\-]{{1,3}}|(?![a-z0-9]))"
    r"(?P<middle>(?:[^\W\d_]{1,14}[ .:]{1,2}){0,3})"
    r"(?P<no>(?:n[°o.]{1,2}|num[eé]ros?|#|:)?[ :]{0,3})"
    r"(?P<n>(?=[A-Za-z\-/._]{0,12}\d)[0-9A-Za-z]+(?:[\-/._][0-9A-Za-z]+){0,6})(?![0-9A-Za-z*])"
    + _NOT_MONEY
)
_SPACED_FILE_NUMBER = re.compile(
    rf"(?i)(?<!\w){_FILE_LABEL}[ :.]{{0,3}}(?:[^\W\d_]{{1,14}} ){{0,2}}(?:n[°o.]{{1,2}}|"
    rf"num[eé]ro) ?:? ?"
    r"(?P<n>(?:[A-Z]{1,4} )?\d{1,6}X?(?: \d{2,}){1,5})(?![0-9A-Za-z])" + _NOT_MONEY
)
_SPACED_AFTER_LABEL = re.compile(
    rf"(?i)(?<!\w)(?:n[°o]|num[eé]ro) (?:de |d'|du )?(?:dossier |"
    rf"contrat )?{_FILE_LABEL} (?:[^\W\d_]{{2,14}} )?:? ?"
    r"(?P<n>\d{1,6}X?(?: \d{2,6}){1,5})(?![0-9A-Za-z])" + _NOT_MONEY
)
_PUBLIC_TEXT = re.compile(
    r"(?i)(?<!\w)(?:loi|d[eé]cret|ordonnance|arr[eê]t[eé]|circulaire|article|art\.?|cerfa|"
    r"formulaire|"
    r"fiche|"
    r"fiscal de|(?:ann[eé]e|salaire|prix|p[eé]riode|revenu|taux|tarif|date|montant) de|jo|"
    r"directive|"
    r"r[eè]glement|instruction|code|siret|siren|rna|notice|mod[eè]le|imprim[eé])[ n°:.]{0,4}$"
)


def find_caf_numbers(text: str) -> Iterator[Span]:
    """Caf or MSA allocataire number: 6 to 8 digits that `allocataire`, `Caf` or the like label."""
    for match in _CAF_NUMBER.finditer(text):
        before = _CAF_WORD.search(text, max(0, match.start() - 45), match.start())
        label = text[max(0, match.start() - 30) : match.start()]
        other = re.search(r"(?i)\b(?:tel|dossier|r[eé]f|cni|permis|id|identifiant)\b", label)
        if (before and not other) or _CAF_AFTER.match(text, match.end()):
            yield Span(MaskKind.CAF_NUMBER, match.start(), match.end(), LABELLED)
    for match in _SPACED_CAF_NUMBER.finditer(text):
        yield Span(MaskKind.CAF_NUMBER, match.start("n"), match.end("n"), LABELLED)


def find_france_travail_numbers(text: str) -> Iterator[Span]:
    """France Travail identifier: 7 digits and a letter, or 8, 10 or 11 digits with a label."""
    for match in _FT_NUMBER.finditer(text):
        near = text[max(0, match.start() - 60) : match.start()]
        if "\n" not in match.group() and (match.group()[:7].isdigit() or _FT_WORDS.search(near)):
            yield Span(MaskKind.FRANCE_TRAVAIL_NUMBER, match.start(), match.end(), LIKELY)
    for match in _FT_BARE_NUMBER.finditer(text):
        if _FT_WORDS.search(match.group()):
            yield Span(MaskKind.FRANCE_TRAVAIL_NUMBER, match.start("n"), match.end("n"), LABELLED)


def find_identity_papers(text: str) -> Iterator[Span]:
    """Identity cards old and new, passports, permits and licences, the foreigners' number."""
    for match in _PAPER_NUMBER.finditer(text):
        if sum(c.isdigit() for c in match.group()) < 3:
            continue
        if _PAPER_WORDS.search(text, max(0, match.start() - 60), match.start()):
            yield Span(MaskKind.IDENTITY_PAPER, match.start(), match.end(), LABELLED)
    for match in _PASSPORT.finditer(text):
        yield Span(MaskKind.IDENTITY_PAPER, match.start(), match.end(), CHECKED)
    for match in _OLD_CARD.finditer(text):
        yield Span(MaskKind.IDENTITY_PAPER, match.start(), match.end(), GUESSED)
    for match in _NEW_CARD.finditer(text):
        if len(re.findall(r"\d+|[A-Z]+", match.group())) >= 3:
            yield Span(MaskKind.IDENTITY_PAPER, match.start(), match.end(), LIKELY)


def find_plates(text: str) -> Iterator[Span]:
    """Number plates: AA-123-AA, and the old ones when the text speaks of a vehicle."""
    about_a_vehicle = _VEHICLE_WORDS.search(text) is not None
    for match in _NEW_PLATE.finditer(text):
        first, last = match["a"], match["b"]
        shouted = first.isupper() and last.isupper()
        unit = first.lower() in _UNITS or last.lower() in _UNITS
        tight = "-" in match.group() or len(match.group()) == 7
        plate = (shouted and (tight or about_a_vehicle)) or (
            not unit and (shouted or about_a_vehicle)
        )
        if plate and not _SPECIMEN.fullmatch(match.group()):
            score = CHECKED if shouted else LABELLED
            yield Span(MaskKind.PLATE, match.start(), match.end(), score)
    for match in _RARE_PLATE.finditer(text) if about_a_vehicle else ():
        yield Span(MaskKind.PLATE, match.start(), match.end(), LABELLED)
    for match in _OLD_PLATE.finditer(text) if about_a_vehicle else ():
        letters = match["b"]
        if letters.lower() in _UNITS or _SPECIMEN.fullmatch(match.group()):
            continue
        if letters.isupper() or len(letters) >= 2:
            yield Span(MaskKind.PLATE, match.start(), match.end(), LABELLED)


def find_file_numbers(text: str) -> Iterator[Span]:
    """Numbers of files, claims and letters, after a word that announces one."""
    for match in _FILE_NUMBER.finditer(text):
        number = match["n"]
        digits = sum(c.isdigit() for c in number)
        announced = bool(match["no"].strip())
        middle = match["middle"].strip()
        enough = digits >= 5 or (digits >= 4 and len(number) > digits and not _is_date(number))
        if not enough or (digits == 4 and not announced) or _is_date(number):
            continue
        if middle and not announced and len(middle.split()) > 1 and digits < 6:
            continue
        if not _PUBLIC_TEXT.search(text, max(0, match.start() - 25), match.start("n")) and (
            not _PUBLIC_TEXT.search(text, max(0, match.start() - 25), match.start())
        ):
            yield Span(MaskKind.FILE_NUMBER, match.start("n"), match.end("n"), LABELLED)
    spaced = [*_SPACED_FILE_NUMBER.finditer(text), *_SPACED_AFTER_LABEL.finditer(text)]
    for match in spaced:
        if sum(c.isdigit() for c in match["n"]) >= 6:
            yield Span(MaskKind.FILE_NUMBER, match.start("n"), match.end("n"), LABELLED)


def _is_date(number: str) -> bool:
    return re.fullmatch(r"\d{1,2}[\-/.]\d{1,2}[\-/.]\d{2,4}|\d{4}-\d{2}-\d{2}", number) is not None
