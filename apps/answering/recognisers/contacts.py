"""Phone numbers and e-mail addresses of persons; those of public services are left alone."""

import re
from collections.abc import Iterator

import phonenumbers

from apps.answering.enums import MaskKind
from apps.answering.recognisers.lexicon import Lexicon, fold
from apps.answering.recognisers.spans import CHECKED, LABELLED, Span

_SEP = r"(?:[ \t\n.\-_]{0,3}|/)"
_NATIONAL = re.compile(
    rf"(?<![0-9A-Za-z+])[0Oo]{_SEP}[1-79](?:{_SEP}[0-9]){{8}}(?!{_SEP}\d{{3}})(?![0-9A-Za-z])"
)
_FRENCH_ABROAD = re.compile(
    rf"(?<![0-9A-Za-z])(?:\+|00){_SEP}(?:33|262|590|594|596|508|687|689|681)"
    rf"{_SEP}(?:\(0\))?{_SEP}0?[1-9](?:{_SEP}[0-9]){{5,8}}(?![0-9A-Za-z])"
)
_FOREIGN = re.compile(r"(?<![0-9A-Za-z])(?:\+|00)[1-9](?:[ \t.\-/()]{0,3}[0-9]){7,14}(?![0-9])")
_SPELLED_DIGITS = (
    r"(?:z[eé]ro|un|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|treize|quatorze|"
    r"quinze|seize|vingt|trente|quarante|cinquante|soixante|et|cents?|[0-9]{1,2})"
)
_SPELLED = re.compile(rf"(?i)\bz[eé]ro(?:[ \-,.]{{1,2}}{_SPELLED_DIGITS}){{4,24}}\b")
_FIRST_SPELLED = re.compile(r"(?i)z[eé]ro[ \-,.]{1,2}(?:un|deux|trois|quatre|cinq|six|sept|neuf)\b")
# 08 numbers are services; so are the 09 69 3x numbers that companies and bodies use.
_SERVICE = re.compile(r"0?(?:8|9693)")

_DATE = re.compile(r"\d\d([/.\-])\d\d\1(?:19|20)\d\d(?!\d)")

_EMAIL = re.compile(
    r"(?<![\w.+\-])[\w.+%'\-]{1,64}@(?:[\w\-]{1,63}\.){1,5}[A-Za-z]{2,24}(?![A-Za-z0-9])"
)
_SPACED_EMAIL = re.compile(
    r"(?<![\w.+\-])[\w.+%\-]{1,64}[ \n]{0,2}(?:@|\(at\)|\[at\]|\(a\)|\[a\]|\{at\}|"
    r"[ \n](?:arobase?|arrobas?e?|at)[ \n])[ \n]{0,2}(?:[\w\-]{1,63}"
    r"[ \n]{0,2}(?:\.|\(dot\)|\[dot\]|\(point\)|\[point\]|[ \n]point[ \n])[ \n]{0,2}){1,4}"
    r"(?:com|fr|net|org|eu|re|ru|de|be|ch|es|it|pt|uk|ma|dz|tn|io|me|info|pro)(?![A-Za-z0-9])",
    re.IGNORECASE,
)
_SPOKEN_LOCAL_PART = re.compile(r"(?i)(?:[\w\-]{1,30} (?:point|tiret|underscore) ){1,4}$")
_PUBLIC_DOMAIN = re.compile(
    r"(?i)(?:^|\.)(?:gouv\.fr|gouv\.[a-z]{2}|service-public\.fr|caf\.fr|cnaf\.fr|ameli\.fr|"
    r"assurance-maladie\.fr|francetravail\.(?:fr|net)|pole-emploi\.(?:fr|net)|msa\.fr|urssaf\.fr|"
    r"lassuranceretraite\.fr|cnav\.fr|carsat-[\w\-]+\.fr|agirc-arrco\.fr|info-retraite\.fr|"
    r"justice\.fr|defenseurdesdroits\.fr|banque-france\.fr|cnil\.fr|anah\.fr|ants\.gouv\.fr|"
    r"ofii\.fr|adil\d{0,3}\.(?:org|fr)|(?:mairie|ville|departement|region|ccas|commune|cg|cd)"
    r"[\w\-]*\.(?:fr|com|org)|[\w\-]*(?:mairie|ccas)\.(?:fr|com|org)|france-services\.fr|"
    r"laposte\.fr|groupelaposte\.fr|ac-[\w\-]+\.fr|aphp\.fr|chu-[\w\-]+\.fr)$"
)
_GENERIC_LOCAL_PART = re.compile(
    r"(?i)^(?:contact|accueil|info|infos|mairie|secretariat|standard|service|services|"
    r"reclamations?|support|aide|noreply|no-reply|ne-pas-repondre|webmaster|dpo|cnil|presse|"
    r"urbanisme|etat-?civil|ccas|france-?services?|conseiller|mediateur|mediation)[\w.\-]*$"
)
_PERSONAL_PROVIDER = re.compile(
    r"(?i)(?:gmail|yahoo|hotmail|outlook|live|msn|orange|wanadoo|free|sfr|laposte\.net|bbox|icloud|"
    r"proton|gmx|aol|numericable|neuf|ymail|me\.com)"
)


def find_phones(text: str) -> Iterator[Span]:
    """French numbers, national or international, and foreign ones; never a service number."""
    for pattern in (_NATIONAL, _FRENCH_ABROAD):
        for match in pattern.finditer(text):
            if not _is_service(match.group()) and not _DATE.match(match.group()):
                yield Span(MaskKind.PHONE, match.start(), match.end(), CHECKED)
    for match in _FOREIGN.finditer(text):
        if _is_possible_abroad(match.group()) and not _is_service(match.group()):
            yield Span(MaskKind.PHONE, match.start(), match.end(), CHECKED)
    for match in _SPELLED.finditer(text):
        if _FIRST_SPELLED.match(match.group()):
            yield Span(MaskKind.PHONE, match.start(), match.end(), LABELLED)


def _is_service(number: str) -> bool:
    digits = re.sub(r"[^0-9+]", "", number.replace("(0)", "")).lstrip("+")
    national = (
        re.sub(r"^(?:00)?33", "", digits)
        if not digits.startswith("0") or (digits.startswith("0033"))
        else digits
    )
    return _SERVICE.match(national) is not None


def _is_possible_abroad(number: str) -> bool:
    digits = re.sub(r"[^0-9]", "", number)
    international = "+" + (digits[2:] if digits.startswith("00") else digits)
    try:
        return phonenumbers.is_possible_number(phonenumbers.parse(international))
    except phonenumbers.NumberParseException:
        return False


def find_emails(text: str, lexicon: Lexicon) -> Iterator[Span]:
    """E-mail addresses, also written with spaces or `arobase`; a body's own are left alone."""
    for match in _EMAIL.finditer(text):
        if not _is_public(match.group(), lexicon):
            yield Span(MaskKind.EMAIL, match.start(), match.end(), CHECKED)
    for match in _SPACED_EMAIL.finditer(text):
        if _EMAIL.fullmatch(match.group()) or _PUBLIC_DOMAIN.search(match.group().replace(" ", "")):
            continue
        start = match.start()
        spoken = _SPOKEN_LOCAL_PART.search(text, max(0, start - 120), start)
        yield Span(MaskKind.EMAIL, spoken.start() if spoken else start, match.end(), LABELLED)


def _is_public(address: str, lexicon: Lexicon) -> bool:
    """A body's address, unless it bears the name of somebody who works there."""
    local_part, _, domain = address.rpartition("@")
    if _PUBLIC_DOMAIN.search(domain):
        return not any(lexicon.is_first_name(word) for word in re.split(r"[._\-]", local_part))
    if fold(local_part) == fold(domain.partition(".")[0]):
        return True
    generic = _GENERIC_LOCAL_PART.match(local_part) is not None
    return generic and _PERSONAL_PROVIDER.search(domain) is None
