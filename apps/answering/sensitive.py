"""Sensitive facts about a person (health, religion, union, offences, origin, private life): the
counsellor is warned, never stopped, for the request may need them."""

import re
from dataclasses import dataclass
from enum import StrEnum


class SensitiveTopic(StrEnum):
    """The particular categories that the law protects."""

    HEALTH = "health"
    RELIGION = "religion"
    UNION = "union"
    OFFENCE = "offence"
    PRIVATE_LIFE = "private_life"
    OPINION = "opinion"


@dataclass(frozen=True, slots=True)
class SensitiveTerm:
    """A term at `start:end` of the masked text, in a sentence that speaks of a person."""

    topic: SensitiveTopic
    start: int
    end: int


# Rights and benefits such as AAH, invalidité, handicap, ALD are themes of their own, not listed.
_TERMS: dict[SensitiveTopic, re.Pattern[str]] = {
    SensitiveTopic.HEALTH: re.compile(
        r"(?i)\b(?:cancer\w*|leuc[eé]mie|tumeur|vih|sida|s[eé]ropositi\w+|h[eé]patite|tuberculose|"
        r"schizophr\w+|bipolaires?|d[eé]pressi(?:on|f|ve)s?|d[eé]prim[eé]e?s?|burn[ -]?out|"
        r"alcooli\w+|"
        r"toxicoman\w+|drogu[eé]e?s?|addict\w*|alzheimer|parkinson|scl[eé]rose|[eé]pilep\w+|"
        r"diab[eè]t\w+|autis\w+|trisomi\w+|psychiatri\w+|psychotique|parano\w+|d[eé]mence|avc|"
        r"infarctus|chimioth[eé]rapie|dialyse|greff[eé]e?|enceinte|ivg|fausse couche|anorexi\w+|"
        r"boulimi\w+|ob[eè]se|t[eé]trapl[eé]gi\w+|parapl[eé]gi\w+|amput[eé]e?|myopathie|"
        r"mucoviscidose)\b"
    ),
    SensitiveTopic.RELIGION: re.compile(
        r"(?i)\b(?:musulmane?s?|catholiques?|protestante?s?|juifs?|juives?|bouddhistes?|hindoue?s?|"
        r"orthodoxes?|[eé]vang[eé]li(?:que|ste)s?|t[eé]moins? de j[eé]hovah|ath[eé]es?|"
        r"pratiquante?s?|converti(?:e|s|es)? [àa]|salafiste?s?|islamiste?s?)\b"
    ),
    SensitiveTopic.UNION: re.compile(
        r"(?i)\b(?:syndiqu[eé]e?s?|syndicalistes?|d[eé]l[eé]gu[eé]e? syndicale?|"
        r"(?:adh[eé]rente?|membre|encart[eé]e?|militante?) (?:[àa] la |de la |du |[àa] |de )?"
        r"(?:cgt|cfdt|fo|cftc|unsa|sud|cfe|syndicat))\b"
    ),
    SensitiveTopic.OFFENCE: re.compile(
        r"(?i)\b(?:condamn[eé]e?s?|casier (?:judiciaire )?(?:charg[eé]|non vierge)|"
        r"incarc[eé]r[eé]\w*|"
        r"d[eé]tenue?s?|prison|[eé]crou[eé]e?s?|garde [àa] vue|bracelet [eé]lectronique|sursis|"
        r"mise? en examen|d[eé]linquante?s?|r[eé]cidiviste?s?|sort(?:i|ie|ant) de (?:prison|"
        r"d[eé]tention)|"
        r"contr[oô]le judiciaire|fich[eé]e? s|dealer?|trafic de (?:drogue|stup[eé]fiants))\b"
    ),
    SensitiveTopic.PRIVATE_LIFE: re.compile(
        r"(?i)\b(?:homosexuel(?:le)?s?|gay|lesbienne|bisexuel(?:le)?s?|transgenre|"
        r"transsexuel(?:le)?s?|"
        r"prostitu[eé]e?s?|escort)\b"
    ),
    SensitiveTopic.OPINION: re.compile(
        r"(?i)\b(?:militante?s? (?:communiste|socialiste|d'extr[eê]me|[eé]cologiste|politique)|"
        r"(?:adh[eé]rente?|membre|encart[eé]e?) (?:au |[àa] la |du |de la )?"
        r"(?:rn|lfi|ps|pcf|lr|parti (?:communiste|socialiste))|r[eé]fugi[eé]e? politique|"
        r"franc-ma[cç]onn?e?)\b"
    ),
}
_PERSON = re.compile(
    r"(?i)⟦PERSONNE_\d+⟧|(?<!\w)(?:il|elle|je suis|j'ai|j'[eé]tais|lui|moi|"
    r"(?:mon|ma|son|sa|notre|votre|leur) (?:ex[- ])?(?:mari|femme|conjointe?|compagn(?:on|"
    r"e)|fils|fille|"
    r"p[eè]re|m[eè]re|fr[eè]re|s(?:oe|œ)ur|enfant|voisine?|client\w*|usag[eè]re?|b[eé]b[eé]|"
    r"[eé]poux|[eé]pouse)|"
    r"(?:la|cette|une) (?:dame|femme|jeune fille|usag[eè]re)|(?:le|cet?|un) (?:monsieur|homme|"
    r"usager|jeune)|"
    r"madame|monsieur|mme|mr|m\.)(?!\w)"
)
_SENTENCE = re.compile(r"[^.?!\n]+")


def find_sensitive_terms(text: str) -> tuple[SensitiveTerm, ...]:
    """Sensitive terms of a masked text whose sentence speaks of a person, in order."""
    found = []
    for sentence in _SENTENCE.finditer(text):
        if not _PERSON.search(sentence.group()):
            continue
        for topic, pattern in _TERMS.items():
            for match in pattern.finditer(text, sentence.start(), sentence.end()):
                found.append(SensitiveTerm(topic, match.start(), match.end()))
    return tuple(sorted(found, key=lambda term: term.start))
