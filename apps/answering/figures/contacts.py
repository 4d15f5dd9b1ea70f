"""Telephone numbers, addresses of sites, mail and post, forms, legal texts: found, normalised."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

EMAIL = re.compile(r"[A-Za-z0-9][\w.+-]*@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
URL = re.compile(
    r"(?:https?://|www\.)[^\s<>\"'|«»\]]+"
    r"|(?<![\w@.])[a-z0-9](?:[a-z0-9-]*\.)+(?:fr|com|org|net|eu|info|gouv|re|nc|pf|paris|bzh)\b"
    r"(?:/[^\s<>\"'|«»\]]*)?",
    re.IGNORECASE,
)
PHONE = re.compile(
    r"(?<![\d,.*-])(?:(?:\+|00 ?)\d{1,3}[ .-]?(?:\(0\)[ .-]?)?\d(?:[ .-]?\d){5,11}"
    r"|0[ .-]?\d(?:[ .-]?\d){8})(?![\d€])"
)
_SHORT = r"3\d ?\d{2}|11[68] ?\d{3}|11[2-9]|10\d{2}|1[578](?= |$|[.,])"
SHORT_PHONE = re.compile(
    rf"(?:\b(?:au|le|du|numéro|ou|et|appelez|composez)|[:,]|n°) ?(?P<number>{_SHORT})"
    r"(?!\d|[ ]?[€%]| ?\d| (?:euros?|ans?|mois|jours?|heures?|semaines?|janvier|février|mars|avril"
    r"|mai|juin|juillet|août|septembre|octobre|novembre|décembre)\b|,\d|/)",
    re.IGNORECASE,
)
_PHONE_TALK = re.compile(
    r"appel|compos|répond|joign|joint|téléphon|numéro|sms|contact|gratuit|standard|urgence",
    re.IGNORECASE,
)
FORM = re.compile(
    r"(?P<key>cerfa|formulaires?|imprimés?|notices?|déclaration|modèle|\bn°|\bn os?\b)"
    r"(?P<gap>(?:[ :]|n°|cerfa|numéro|et|le|,|de|ressources){0,6}?)"
    r"(?P<code>\d{4,5}(?:[*#]\d{2})?(?:[ -]?[A-Z]{1,4}(?![a-zà-ÿ])(?:-[A-Z]{1,4})*)?)(?!\d)",
)
_ARTICLE_CODE = r"(?:[LRDA]\*?\.? ?)?\d+(?:-\d+)*(?: (?:bis|ter|quater|quinquies)\b)?(?: ?[A-Z]\b)?"
ARTICLES = re.compile(
    rf"\b[Aa]rticles?(?: n°)? (?P<codes>{_ARTICLE_CODE}(?:(?:, ?| et | ou | à | et à | au )"
    rf"(?:de )?(?:l'article |l')?{_ARTICLE_CODE})*)"
)
_NAME = r"(?:(?:de la|de l'|du|des|de|d'|la|le|les|l') ?)?[A-ZÀ-Ý0-9][\w'-]*"
_TOWN = r"\d{2} ?\d{3} [A-ZÀ-Ý][\w'-]+(?: [A-ZÀ-Ý][\w'-]+){0,3}(?: (?i:cedex)(?: \d{1,2})?)?"
STREET = (
    r"(?<![\d,.])\d{1,4}(?: ?(?:bis|ter|quater))?,? (?i:rue|avenue|boulevard|place|impasse|allée"
    r"|chemin|route|quai|square|cours|esplanade|passage)\b"
)
POSTAL = re.compile(
    rf"{STREET} {_NAME}(?: {_NAME}){{0,4}}"
    rf"(?:(?:,? |, ?)(?:{_TOWN}))?"
    rf"|(?:\b(?:BP|CS|TSA) ?\d{{2,5}}(?:,? - ?|,? )?)(?:{_TOWN})?"
    rf"|(?:(?<=, )|(?<=à )|(?<=- ))(?:{_TOWN})"
)
_RANGE = re.compile(rf"(?P<first>{_ARTICLE_CODE}) (?:à|au) (?P<last>{_ARTICLE_CODE})")
LAW = re.compile(r"\b(?:loi|décret|ordonnance|arrêté)s? (?:n° ?)?(?P<code>\d{2,4}-\d+)")


@dataclass(frozen=True, slots=True)
class Found:
    """A contact or reference: its span in the folded text, its kind, and what is looked for."""

    start: int
    end: int
    kind: str
    value: str


def phone_digits(text: str) -> str:
    """National form: "+33 1 53…", "00 33 1 53…" and "01 53…" are one number."""
    digits = re.sub(r"\D", "", text.replace("(0)", ""))
    if text.lstrip().startswith("+"):
        digits = "00" + digits
    return "0" + digits[4:] if digits.startswith("0033") else digits


def bare_address(url: str) -> str:
    """Without scheme, "www.", final slash and punctuation; host in lower case."""
    bare = re.sub(r"^https?://", "", url.strip(), flags=re.IGNORECASE)
    bare = re.sub(r"^www\.", "", bare, flags=re.IGNORECASE).rstrip(".,;:!?)/")
    host, slash, path = bare.partition("/")
    return host.lower() + slash + path


def find_contacts(text: str) -> Iterator[Found]:
    """Every contact and reference of a folded text; spans may overlap, the first found wins."""
    for match in EMAIL.finditer(text):
        yield Found(match.start(), match.end(), "email", match.group().rstrip(".").lower())
    for match in URL.finditer(text):
        address = bare_address(match.group())
        yield Found(
            match.start(), match.start() + len(match.group().rstrip(".,;:)")), "url", address
        )
    for match in LAW.finditer(text):
        yield Found(match.start(), match.end(), "law", match["code"])
    for match in ARTICLES.finditer(text):
        yield Found(match.start(), match.end(), "articles", match["codes"])
    yield from _forms(text)
    for match in POSTAL.finditer(text):
        shown = match.group().rstrip(" ,-")
        yield Found(match.start(), match.start() + len(shown), "postal", _words(shown))
    for match in PHONE.finditer(text):
        yield Found(match.start(), match.end(), "phone", phone_digits(match.group()))
    if _PHONE_TALK.search(text):
        for match in SHORT_PHONE.finditer(text):
            start, end = match.span("number")
            yield Found(start, end, "phone", match["number"].replace(" ", ""))


def _forms(text: str) -> Iterator[Found]:
    for match in FORM.finditer(text):
        is_year = match["key"] == "déclaration" and re.fullmatch(r"20[0-3]\d", match["code"])
        if not is_year:
            yield Found(match.start("code"), match.end("code"), "form", match["code"])


def _words(text: str) -> str:
    """Words alone, in lower case: commas and line feeds of an address do not count."""
    return " ".join(re.findall(r"[^\W_]+", text.lower()))


def article_codes(codes: str) -> tuple[frozenset[str], frozenset[tuple[str, str]]]:
    """The articles named by "515-1 à 515-9 et 12 bis", and its ranges as pairs."""
    named = frozenset(_code(match.group()) for match in re.finditer(_ARTICLE_CODE, codes))
    ranges = frozenset((_code(m["first"]), _code(m["last"])) for m in _RANGE.finditer(codes))
    return named, ranges


def _code(text: str) -> str:
    return re.sub(r"[ .*]", "", text).lower()


def stands_in(found: Found, text: str) -> bool:
    """Whether a folded passage holds the same contact or reference."""
    if found.kind == "articles":
        return _articles_stand_in(found.value, text)
    if found.kind == "phone":
        return found.value in _phones(text)
    if found.kind == "postal":
        return f" {found.value} " in f" {_words(text)} "
    return _pattern(found).search(text) is not None


def _articles_stand_in(codes: str, text: str) -> bool:
    known: set[str] = set()
    known_ranges: set[tuple[str, str]] = set()
    for match in ARTICLES.finditer(text):
        named, ranges = article_codes(match["codes"])
        known |= named
        known_ranges |= ranges
    named, ranges = article_codes(codes)
    return named <= known and ranges <= known_ranges


def _phones(text: str) -> set[str]:
    numbers = {phone_digits(match.group()) for match in PHONE.finditer(text)}
    short = re.finditer(rf"(?<![\d,*-])(?<!\d )(?:{_SHORT})(?! ?\d|,\d)", text)
    return numbers | {match.group().replace(" ", "") for match in short}


def _pattern(found: Found) -> re.Pattern[str]:
    value = re.escape(found.value)
    if found.kind == "url":
        return re.compile(rf"(?i:(?<![\w@-])(?<!\w\.)(?:www\.)?{value})(?![a-z0-9-]|\.[a-z])")
    if found.kind == "email":
        # The flattened sheets also glue the word before: "Par courrielcada@cada.fr".
        left = r"(?:(?<![\w.+-])|(?<=courriel)|(?<=e-mail)|(?<=email)|(?<=mél))"
        return re.compile(rf"(?i:{left}{value})(?![a-z0-9-]|\.[a-z])")
    if found.kind == "form":
        value = re.sub(r"(?:\\[- ])", "[- ]?", value)
        tail = r"(?!\d)" if found.value[-1].isdigit() else r"(?![A-Z])"
        return re.compile(rf"(?<!\d){value}{tail}")
    return re.compile(rf"(?<![\d-]){value}(?![\d-])")
