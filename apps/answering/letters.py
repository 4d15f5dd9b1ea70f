"""Reads a letter that a citizen received: what it asks, by when, what happens otherwise. Rules
only: every word shown is the letter's own."""

import re
from dataclasses import dataclass

from apps.answering.masking import MaskedText
from apps.answering.sentences import split_sentences

LONGEST_LETTER = 20_000
_QUESTION_LENGTH = 1_500
_WRAPPED = re.compile(r"(?<![.:;!?\n])\n(?=[^\n•\-–*])")
_SUBJECT = re.compile(
    r"^[ \t]*(?:objet|sujet)[ \t]*:[ \t]*(.{3,200})$", re.IGNORECASE | re.MULTILINE
)
_POLITE = re.compile(r"\b(?:agréer|salutations|considération|cordialement|croire)\b", re.IGNORECASE)
_NUMBER = r"(?:\d{1,3}|un|une|deux|trois|quatre|six|huit|dix|quinze|vingt|trente|soixante)"
_MONTH = r"(?:janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre)"
_DATE = rf"(?:\d{{1,2}}[/.]\d{{1,2}}[/.]\d{{2,4}}|\d{{1,2}}(?:er)? {_MONTH}(?: \d{{4}})?)"
_ASKS = re.compile(
    r"\b(?:veuillez|merci de|vous (?:devez|devrez|voudrez bien)|il vous (?:appartient|faut)"
    r"|vous êtes (?:prié|invité|tenu|convoqué)\w*|il (?:vous )?est demandé|êtes redevable"
    r"|(?:nous|je) vous (?:prie|prions|demande|demandons|invite|invitons|remercie|remercions) de"
    r"|mets? en demeure|mettons en demeure|pièces? (?:à fournir|manquantes?)"
    r"|(?:retourn|renvoy|adress|envoy|transmett|régl|pay|présent|contact|complét|sign)ez)\b",
    re.IGNORECASE,
)
_DEADLINE = re.compile(
    rf"(?:(?:avant|au plus tard|jusqu['’]au|d['’]ici|pour|dès|à compter du|limite)(?: le| du| au)?"
    rf"(?: :)? {_DATE}"
    rf"|(?:sous|dans un délai (?:de|d['’])|dans le délai (?:de|d['’])|dans les|délai (?:de|d['’])"
    rf"|d['’]ici|avant)(?: un délai de)? ?{_NUMBER} (?:jours?|semaines?|mois|heures)(?: francs)?"
    rf"|(?:convoqué\w*|rendez-vous|audience|échéance)[^.\n]{{0,30}} {_DATE})",
    re.IGNORECASE,
)
_OTHERWISE = re.compile(
    r"\b(?:à défaut|faute de|sans réponse|en l['’]absence de|sinon|passé ce(?:tte)? (?:délai|date)"
    r"|dans le cas contraire|si vous ne|en cas (?:de non|d['’]absence|de défaut|de retard)"
    r"|sous peine|majoration|pénalités?|poursuites?|suspend\w*|suspension|radiation|saisie"
    r"|huissier|commissaire de justice|recouvrement forcé|résili\w+|coupure|expulsion)\b",
    re.IGNORECASE,
)
_CONTEST = re.compile(
    r"\b(?:contest\w+|recours|réclamation|commission de recours|tribunal|médiateur|conciliateur)\b",
    re.IGNORECASE,
)
_AMOUNT = re.compile(
    r"(?<![\d,.])\d[\d\u00a0\u202f .]{0,15}(?:,\d{1,2})?[\u00a0\u202f ]?(?:€|euros?\b)"
)


@dataclass(frozen=True, slots=True)
class Found:
    """`words`: what was recognised ("avant le 12/03/2026"); `sentence` holds it."""

    words: str
    sentence: str


@dataclass(frozen=True, slots=True)
class LetterReading:
    """All in the order of the letter; an empty part means that the rules found nothing."""

    subject: str
    asks: tuple[str, ...]
    deadlines: tuple[Found, ...]
    consequences: tuple[str, ...]
    amounts: tuple[Found, ...]
    remedies: tuple[str, ...]
    opening: str

    @property
    def query(self) -> str:
        """What to search the sheets with."""
        return " ".join([self.subject, *self.asks[:2]]).strip() or self.opening

    @property
    def question(self) -> str:
        """A request about the letter, to be completed by the counsellor."""
        lines = ["L’usager a reçu un courrier."]
        lines += [f"Objet : {self.subject}."] if self.subject else []
        lines += [f"Il lui est demandé : {' '.join(self.asks[:3])}"] if self.asks else []
        lines += [f"Échéance : {self.deadlines[0].words}."] if self.deadlines else []
        return "\n".join(lines)[:_QUESTION_LENGTH] + "\nQue doit-il faire ?"


def read_letter(masked: MaskedText) -> LetterReading:
    """What the rules find in the masked text of a letter."""
    text = _WRAPPED.sub(" ", masked.text)
    sentences = [
        " ".join(line[start:end].split())
        for line in text.split("\n")
        for start, end in split_sentences(line)
    ]
    telling = [sentence for sentence in sentences if not _POLITE.search(sentence)]
    subject = _SUBJECT.search(masked.text)
    return LetterReading(
        subject=subject.group(1).strip(" .") if subject else "",
        asks=_holding(_ASKS, telling),
        deadlines=_found(_DEADLINE, telling),
        consequences=_holding(_OTHERWISE, telling),
        amounts=_found(_AMOUNT, telling),
        remedies=_holding(_CONTEST, telling),
        opening=" ".join(masked.text.split())[:300],
    )


def _holding(pattern: re.Pattern[str], sentences: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each for each in sentences if pattern.search(each)))


def _found(pattern: re.Pattern[str], sentences: list[str]) -> tuple[Found, ...]:
    """The first sentence of each wording."""
    found: dict[str, str] = {}
    for sentence in sentences:
        for match in pattern.finditer(sentence):
            found.setdefault(match.group().strip(), sentence)
    return tuple(Found(words, sentence) for words, sentence in found.items())
