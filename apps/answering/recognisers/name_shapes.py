"""Names that no list knows: two words side by side that look like nothing but a name."""

import re
from collections.abc import Iterator

from apps.answering.enums import MaskKind
from apps.answering.recognisers.name_tokens import Token, Words, are_joined
from apps.answering.recognisers.spans import GUESSED, Span

_PLACE_BEFORE = re.compile(
    r"(?i)(?<![\w])(?:à|a|au|aux|en|dans|sur|sous|vers|depuis|de|du|des|d'|l'|la|le|les|une?|ces?|"
    r"cette|"
    r"quel(?:le)?s?|type|modèle|logiciel|site|carte|école)[ ']$"
)
_PERSON_BEFORE = re.compile(
    r"(?i)(?:^|[\n,;:/(.!?+]|\b(?:bonjour|bjr|bsr|slt|bonsoir|que|pour|avec|et|chez|contre|entre|"
    r"usag[eè]re?|dame|jeune|petite?)) ?$"
)
_RELATIVE = re.compile(
    r"(?i)(?<!\w)(?:ma|mon|sa|son|notre|leur) (?:fils|filles?|mari|femme|fr[eè]re|s(?:oe|œ)ur|"
    r"neveu|"
    r"ni[eè]ce|cousine?|p[eè]re|m[eè]re|b[eé]b[eé]|conjointe?|compagn(?:on|e)|amie?) (?=[^\W\d_])"
)
_PERSON_AFTER = re.compile(
    r"(?i) ?(?:\(? ?(?:\d{1,2} ans|n[eé]e?\b)|[ ,](?:peut|veut|a|est|n'|ne|souhaite|demande|doit|"
    r"dit|"
    r"voudrait|touche|habite|cherche|vit|va|appelle|rappelle|attend|vient|vend|per[cç]oit|"
    r"travaille)\b)"
)


def names_by_shape(words: Words, taken: list[Span]) -> Iterator[Span]:
    """Pairs of unknown words (`Gulsoom Özdemir`, `SANDHU Tsehay`, `azatullah adjovi peut`), and
    an unknown word that `et` joins to a person already found."""
    for pair in _pairs(words, taken):
        if _looks_like_a_name(words, pair):
            yield Span(MaskKind.PERSON, pair[0].start, pair[-1].end, GUESSED)
    yield from _joined_to_a_person(words, taken)
    yield from _small_relatives(words)


def _small_relatives(words: Words) -> Iterator[Span]:
    """`ma fille plamédie est étudiante`: an unknown small word between a relative and a verb."""
    by_start = {token.start: token for token in words.tokens}
    for match in _RELATIVE.finditer(words.text):
        token = by_start.get(match.end())
        if token is None or len(token.text) < 4 or not words.is_unknown(token):
            continue
        if _PERSON_AFTER.match(words.text, token.end):
            yield Span(MaskKind.PERSON, token.start, token.end, GUESSED)


def acts_as_a_person(text: str, token: Token) -> bool:
    """True for a word that opens a clause and is followed by what only a person does or is."""
    before = text[max(0, token.start - 16) : token.start]
    opens = _PERSON_BEFORE.search(before) is not None
    return opens and _PERSON_AFTER.match(text, token.end) is not None


def _pairs(words: Words, taken: list[Span]) -> Iterator[list[Token]]:
    """Runs of two to four unknown words with nothing but a space between."""
    covered = {i for span in taken for i in range(span.start, span.end)}
    run: list[Token] = []
    for token in words.tokens:
        fits = (
            len(token.text) > 2
            and token.start not in covered
            and (words.is_unknown(token) or (bool(run) and _goes_on(words, run, token)))
        )
        if run and not (fits and are_joined(words.text, run[-1], token)):
            if 2 <= len(run) <= 4:
                yield run
            run = []
        if fits:
            run.append(token)
    if 2 <= len(run) <= 4:
        yield run


def _goes_on(words: Words, run: list[Token], token: Token) -> bool:
    """An ordinary word goes on a name when it is listed and the name is: `Mélinda Rosier`,
    `nguyen van thanh`."""
    if words.is_barred(token):
        return False
    if not words.is_small(token):
        return words.lexicon.is_surname(token.text)
    return words.is_first_name(token) and all(_is_listed(words, t) for t in run)


def _is_listed(words: Words, token: Token) -> bool:
    return words.is_first_name(token) or words.lexicon.is_surname(token.text)


def _looks_like_a_name(words: Words, pair: list[Token]) -> bool:
    before = words.text[max(0, pair[0].start - 16) : pair[0].start]
    after = words.text[pair[-1].end : pair[-1].end + 14]
    person = _PERSON_BEFORE.search(before) is not None
    followed = _PERSON_AFTER.match(after) is not None
    if words.shouted or all(words.is_small(t) for t in pair):
        if all(_is_listed(words, t) for t in pair):
            return True
        return followed and (person or all(words.lexicon.is_namelike(t.text) for t in pair))
    if any(words.is_small(t) for t in pair):
        return False
    shouted = sum(t.is_shouted for t in pair)
    if shouted == len(pair):
        return False
    if shouted and words.lexicon.is_acronym(pair[0].text):
        return False
    return person or (followed and _PLACE_BEFORE.search(before) is None)


def _joined_to_a_person(words: Words, taken: list[Span]) -> Iterator[Span]:
    starts, ends = {span.start for span in taken}, {span.end for span in taken}
    for token in words.tokens:
        if words.is_small(token) or not words.is_unknown(token) or len(token.text) < 3:
            continue
        joined = words.text[token.end : token.end + 4] == " et " and token.end + 4 in starts
        follows = words.text[token.start - 4 : token.start] == " et " and token.start - 4 in ends
        if joined or follows:
            yield Span(MaskKind.PERSON, token.start, token.end, GUESSED)
