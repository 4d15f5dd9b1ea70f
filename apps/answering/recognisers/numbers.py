"""Numbers that carry their own proof: NIR, IBAN, payment card, tax number."""

import re
from collections.abc import Iterator

from stdnum import iban, luhn
from stdnum.fr import nif

from apps.answering.enums import MaskKind
from apps.answering.recognisers.spans import CHECKED, GUESSED, LABELLED, LIKELY, Span

# Inside a number: at most three of space, line break, dot, dash, underscore, or one slash.
_SEP = r"(?:[ \t\n.\-_]{0,3}|/)"

_NIR = re.compile(
    rf"(?<![0-9A-Za-z])[1-478]{_SEP}\d{_SEP}\d{_SEP}[0-9]{_SEP}\d{_SEP}"
    rf"(?:\d{_SEP}\d|2{_SEP}[ABab]){_SEP}(?:\d{_SEP}){{5}}\d"
    rf"(?P<key>(?:{_SEP}| / )(?:cl[eé] ?:? ?)?\(?\d{_SEP}\d\)?)?(?![0-9A-Za-z])"
)
_NIR_WORDS = re.compile(
    r"(?i)\b(?:s[eé]cu\w*|nirp?p?|n[°o]?\.?ss|nss|nia|immatriculation|assur[eé]\w*|vitale|insee|"
    r"ss|cpam|ameli|num[eé]ro national)\b"
)
_GROUPS = re.compile(r"(?<![0-9A-Za-z,])\d+(?:(?:[ \t\n.\-_]{1,3}|/)\d+)*(?![0-9A-Za-z])")
_GROUP = re.compile(r"\d+")
_IBAN = re.compile(
    r"(?<![0-9A-Za-z])[A-Za-z]{2}[ \t\n.\-]{0,2}\d[ \t\n.\-]{0,2}\d"
    r"(?:[ \t\n.\-]{0,2}[0-9A-Za-z]){11,30}(?![0-9A-Za-z])"
)
_IBAN_START = re.compile(r"(?<![0-9A-Za-z])[A-Za-z]{2}[ \t\n.\-]{0,2}\d[ \t\n.\-]{0,2}\d")
_RIB = re.compile(
    r"(?i)\brib\b[^0-9\n]{0,20}(?P<n>\d{5}[ \-]?\d{5}[ \-]?(?:[0-9A-Z][ \-]?){11}\d{2})(?!\w)"
)
_CARD_WORDS = re.compile(
    r"(?i)\b(?:cb|carte(?! d| vitale| de s| grise| nat)|carte de (?:cr[eé]dit|paiement)|visa|"
    r"mastercard|amex|american express|maestro|bancaire)\b"
)
_TAX_WORDS = re.compile(
    r"(?i)(?:fiscal\w*|\bspi\b|\bnif\b|numfisc\w*|imp[oô]ts?|t[eé]l[eé]d[eé]clarant|dgfip)"
)
_NOT_A_PERSON = re.compile(r"(?i)\b(?:siren|siret|rna|tva|finess|rcs|naf|ape|ean|uai|ics)\b")
_UNIT_AFTER = re.compile(r"\s{0,2}(?:€|euros?\b|eur\b|%|habitants|km\b|kwh|m2\b|pages?\b)", re.I)

_IBAN_LENGTHS = {"FR": 27, "MC": 27, "BE": 16, "DE": 22, "ES": 24, "IT": 27, "PT": 25, "LU": 20,
                 "CH": 21, "NL": 18, "GB": 22, "IE": 22, "RO": 24, "PL": 28, "LT": 20, "MA": 28,
                 "TN": 24, "AT": 20, "GR": 27, "BG": 22, "EE": 20, "LV": 21, "MT": 31}  # fmt: skip


def _only(text: str) -> str:
    return re.sub(r"[^0-9A-Za-z]", "", text).upper()


def nir_has_its_key(number: str) -> bool:
    """True when the 15 characters hold together: 97 minus the number modulo 97."""
    digits = number[:13].replace("2A", "19").replace("2B", "18")
    return digits.isdigit() and 97 - int(digits) % 97 == int(number[13:15])


def _nir_is_plausible(number: str) -> bool:
    month, department = int(number[3:5]), number[5:7]
    return (1 <= month <= 12 or 20 <= month <= 42 or 50 <= month <= 99) and department != "00"


def find_nirs(text: str) -> Iterator[Span]:
    """NIR with 13 or 15 characters, temporary ones, Corsica and overseas included.

    Without a right key, the words around or the strict form must speak for it.
    """
    for match in _NIR.finditer(text):
        number = _only(re.sub(r"(?i)cl[eé]", "", match.group()))
        score = 0.0
        if len(number) == 15 and nir_has_its_key(number):
            score = CHECKED
        elif _NIR_WORDS.search(text, max(0, match.start() - 40), match.start()):
            score = LABELLED
        elif _nir_is_plausible(number) and not _says(_TAX_WORDS, text, match.start()):
            score = LIKELY if number[:1] in "12" else 0.0
        if score and not _says(_NOT_A_PERSON, text, match.start(), reach=15):
            yield Span(MaskKind.NIR, match.start(), match.end(), score)


def _says(words: re.Pattern[str], text: str, start: int, reach: int = 40) -> bool:
    return words.search(text, max(0, start - reach), start) is not None


def find_ibans(text: str) -> Iterator[Span]:
    """IBAN of any country in any grouping; a French one with a wrong key is still one."""
    covered = 0
    for start in _IBAN_START.finditer(text):
        match = _IBAN.match(text, start.start()) if start.start() >= covered else None
        if match is None:
            continue
        end = _iban_end(text, match)
        if end:
            covered = end
            yield Span(MaskKind.IBAN, match.start(), end, CHECKED)
    for match in _RIB.finditer(text):
        yield Span(MaskKind.IBAN, match.start("n"), match.end("n"), LABELLED)


def _iban_end(text: str, match: re.Match[str]) -> int:
    """Where the IBAN ends, since words may follow it with a mere space; 0 when it is none."""
    country = match.group()[:2].upper()
    wanted = _IBAN_LENGTHS.get(country)
    labelled = re.search(r"(?i)\b(?:iban|rib|compte)\b", text[max(0, match.start() - 40):
                                                             match.start()])  # fmt: skip
    characters = 0
    for position in range(match.start(), match.end()):
        characters += text[position].isalnum()
        if characters == (wanted or 0) and text[position].isalnum():
            end = position + 1
            if text[end : end + 1].isalnum():
                return 0
            valid = iban.is_valid(_only(text[match.start() : end]))
            return end if valid or country == "FR" or labelled else 0
    if wanted is None and iban.is_valid(_only(match.group())):
        return match.end()
    return match.end() if labelled and country in _IBAN_LENGTHS and characters >= 20 else 0


def find_cards(text: str) -> Iterator[Span]:
    """Payment cards: 13 to 19 digits that pass Luhn with a card's prefix, or a label."""
    for start, end, number in digit_windows(text, range(13, 20)):
        labelled = _says(_CARD_WORDS, text, start)
        company = _says(_NOT_A_PERSON, text, start, reach=15)
        if luhn.is_valid(number) and _is_card_prefix(number, labelled) and not company:
            yield Span(MaskKind.PAYMENT_CARD, start, end, CHECKED)
        elif labelled and len(number) in (15, 16) and not company:
            yield Span(MaskKind.PAYMENT_CARD, start, end, LIKELY)


def _is_card_prefix(number: str, labelled: bool) -> bool:
    if len(number) == 15:
        return number[:2] in ("34", "37")
    if len(number) == 16:
        return number[0] in "23456"
    return labelled and number[0] in "3456"


def find_tax_numbers(text: str) -> Iterator[Span]:
    """French tax number (SPI): 13 digits, the last three a key; a label makes up for the key."""
    for start, end, number in digit_windows(text, range(13, 14)):
        if number[0] not in "0123":
            continue
        labelled = _says(_TAX_WORDS, text, start, reach=70)
        if nif.is_valid(number):
            yield Span(MaskKind.TAX_NUMBER, start, end, CHECKED)
        elif labelled:
            yield Span(MaskKind.TAX_NUMBER, start, end, LIKELY)


def find_long_numbers(text: str) -> Iterator[Span]:
    """Any other unbroken run of ten digits or more: no public figure is that long."""
    for match in re.finditer(r"(?<![0-9A-Za-z.,])\d{10,20}(?![0-9A-Za-z])", text):
        number = match.group()
        company = len(number) == 14 and luhn.is_valid(number)
        public = company or number.startswith("08") or number.startswith("00")
        if not public and not _says(_NOT_A_PERSON, text, match.start(), reach=25):
            yield Span(MaskKind.FILE_NUMBER, match.start(), match.end(), GUESSED)


def digit_windows(text: str, lengths: range) -> Iterator[tuple[int, int, str]]:
    """Every run of neighbouring digit groups whose digits add up to one of `lengths`.

    Groups are read whole, so that a number may be grouped in any way and still be followed by
    another. Amounts and other quantities are left out.
    """
    for run in _GROUPS.finditer(text):
        groups = [(m.start(), m.end()) for m in _GROUP.finditer(text, run.start(), run.end())]
        for first in range(len(groups)):
            digits = ""
            for start, end in groups[first : first + lengths.stop]:
                digits += text[start:end]
                if len(digits) >= lengths.stop:
                    break
                if len(digits) in lengths and not _UNIT_AFTER.match(text, end):
                    yield groups[first][0], end, digits
