"""Names of persons of every origin: after a civility, a label or a relation, by first name, and
by what the language model takes for a person when the words agree."""

import re
from collections.abc import Iterable, Iterator

from apps.answering.enums import MaskKind
from apps.answering.recognisers.lexicon import Lexicon, fold, read_words
from apps.answering.recognisers.name_shapes import acts_as_a_person, names_by_shape
from apps.answering.recognisers.name_tokens import Token, Words, are_joined
from apps.answering.recognisers.spans import GUESSED, LABELLED, LIKELY, Span

_MAX_TOKENS = 6
_CIVILITY = re.compile(
    r"(?i)(?<![\w'])(?:m\.|mr\.?|mrs\.?|mme\.?s?|m[ml]*les?\.?|mle\.?|melle\.?|monsieur|madame|"
    r"mademoiselle|messieurs|"
    r"mesdames|(?-i:Me|Pr|ME)\.?|ma[iî]tre|dr\.?|docteur|pr\.|veuve|vve\.?|m(?= [A-ZÀ-Ý]))"
    r"(?: et (?:m\.|mr\.?|mme|mlle|madame|monsieur))?(?:(?<=\.)|"
    r"(?=[ \n\t]))(?=[ \n\t]{0,2}[^\W\d_])"
)
_LABEL = re.compile(
    r"(?i)(?<!\w)(?:(?:nom|pr[eé]noms?|nom et pr[eé]nom|nom[ /,-]{1,3}pr[eé]nom)"
    r"(?: (?:de (?:famille|naissance|jeune fille)|d'(?:usage|[eé]poux|[eé]pouse)|jeune fille|"
    r"marital|usuel))?"
    r"|usag[eè]re?|titulaire|assur[eé]e?|b[eé]n[eé]ficiaire|demandeu(?:r|se)|allocataire|"
    r"conjointe?|"
    r"enfants?|identit[eé]|contact|sign[eé]|signature|patiente?|locataire|h[eé]berg(?:eant|[eé]e?)|"
    r"mandataire|tut(?:eur|rice)|curat(?:eur|rice)|concubine?)"
    r"(?P<colon> ?[:=] ?)?"
)
_RELATION = re.compile(
    r"(?i)(?<!\w)(?:(?:mon|ma|ton|ta|son|sa|leur|notre|votre|mes|ses|la|le|l'|du|de la|au|un|une|"
    r"des) ?)?"
    r"(?:ex[- ])?(?:beau[- ]|belle[- ]|petits?[- ]|petites?[- ]|grands?[- ]|demi[- ])?"
    r"(?:fils|filles?|femme|mari|conjointe?|[eé]poux|[eé]pouse|p[eè]re|m[eè]re|papa|maman|"
    r"fr[eè]res?|"
    r"s(?:oe|œ)urs?|b[eé]b[eé]|enfants?|oncle|tante|neveux?|ni[eè]ces?|cousine?s?|compagn(?:on|e)|"
    r"amie?|"
    r"copine?|voisine?|concubine?|jumeaux|jumelles|usag[eè]re?|patiente?|titulaire|"
    r"dame|vendeu(?:r|se)|acheteu(?:r|se)|tut(?:eur|rice)|curat(?:eur|rice)|coll[eè]gue|"
    r"coloc\w*|salari[eé]e|nounou|filleule?|parrain|marraine|fianc[eé]e?|d[eé]funte?|feue?)"
    r"(?: de)? (?:\()?(?=[^\W\d_])"
)
_SAID = re.compile(
    r"(?i)(?<!\w)(?:s'appel\w+|m'appelle|t'appelles|se nomme|nomm[eé]e?s?|pr[eé]nomm[eé]e?s?|"
    r"d[eé]nomm[eé]e?s?|"
    r"je suis|c'est|au nom d[e']|de la part d[e']|moi|moi c'est|alias|dit|pour le compte d[e']|"
    r"bonjour|n[eé]e|[eé]pouse|[eé]p\.|veuve|divorc[eé]e|mari[eé]e? (?:à|avec|a)|pacs[eé]e? (?:à|"
    r"avec)|"
    r"appelle?r?|d'apr[eè]s|avec|chez|pour|concerne|concernant|"
    r"dossier d[e'])[ ,:]{0,3}(?:d')?(?=[^\W\d_])"
)
_WEAK_SAID = re.compile(
    r"(?i)^(?:bonjour|c'est|avec|chez|pour|concerne|d'apr|appell?e?r?$|dossier|moi|dit)"
)
_BIRTH_NAME = re.compile(r"(?i)^(?:n[eé]e|[eé]pouse|[eé]p\.|veuve)")
_CIVILITY_AFTER = re.compile(r" ?\((?:m\.?|mr\.?|mme|mlle|monsieur|madame)\)", re.IGNORECASE)
_INITIAL = re.compile(
    r"(?<![\w.'])(?!M\. ?[A-ZÀ-Ý][^.])(?:[A-ZÀ-Ý]\.[ \-]?){1,3}"
    r"(?P<name>[A-ZÀ-Ý][^\W\d_]{2,}(?:-[^\W\d_]+)?)"
)
_INITIAL_AFTER = re.compile(r" [A-ZÀ-Ý]\.(?!\w)")
_TO_A_PLACE = re.compile(r"(?i)(?<!\w)(?:à|a|en|de|la|vers|sur) $")
# What bears the name of somebody who is no usager: `lycée Jean Moulin`, `place de la Liberté`.
_INSTITUTION = re.compile(
    r"(?i)(?<!\w)(?:(?:lyc[eé]es?|coll[eè]ges?|[eé]coles?|universit[eé]|facult[eé]|h[oô]pital|"
    r"h[oô]pitaux|cliniques?|chu|chr|ehpad|maternit[eé]|foyers?|fondation|association|institut|"
    r"centre|maison|r[eé]sidence|gare|a[eé]roports?|station|stade|salle|cr[eè]che|gymnase|mus[eé]e|"
    r"biblioth[eè]que|m[eé]diath[eè]que|prix|lois?|th[eé][aâ]tre|mjc|quartier|rue|avenue|av|"
    r"boulevard|bd|place|square|all[eé]e|impasse|chemin|route|quai|pont|parc|tour|r[eé]forme|"
    r"amendement|ordonnance|jurisprudence|ccas|mairie|commune|ville|village|canton|[iî]le|port|"
    r"mont|"
    r"temp[eê]te|ouragan|cyclone|op[eé]ration|maladie|syndrome|barrage|f[eê]te|saintes?|saints?|"
    r"ste?|"
    r"magasins?|enseigne|marque|soci[eé]t[eé]|sarl|groupe|banque|cabinet|pharmacie|laboratoire|"
    r"garage|boulangerie|restaurant|h[oô]tel|abbaye|abb[eé]|cathédrale|[eé]glise|p[eé]nitentiaire)"
    r"(?:[ \-](?:de|du|des|la|le|l'|d'|d|les|public|publique|primaire|maternelle|priv[eé]e?|mun\w+|"
    r"g[eé]n\w+|d[eé]partemental\w*|r[eé]gional\w*|universitaire|hospitalier|social\w*|"
    r"[A-ZÀ-Ý][a-zà-ÿ]+))*|"
    r"(?:plan|dispositif|bar[eè]me|rapport|arr[eê]t|livret|pr[eê]t|compte|prime|bourse|espace|"
    r"carte|"
    r"pass|cit[eé]|cours|syndicat|test|m[eé]thode|indice|agence|caisse|service|ligne|appli|site|"
    r"application|logiciel|portail|num[eé]ro|pr[eé]sident|affaire)(?: dite?)?)"
    r"[ '\-]{1,2}$"
)
_OFFICES = read_words("offices.txt")


def find_names(text: str, lexicon: Lexicon, guessed: Iterable[tuple[int, int]]) -> list[Span]:
    """Spans of persons' names; `guessed` are the spans that the language model calls persons."""
    words = Words(text, lexicon)
    spans = [*_announced(words), *_with_initials(words), *_by_first_name(words)]
    for start, end in guessed:
        spans.extend(_guessed(words, start, end))
    spans.extend(list(names_by_shape(words, spans)))
    return [*spans, *_said_again(words, spans)]


def _announced(words: Words) -> Iterator[Span]:
    """Names after a civility, a label, a relation or a phrase that gives a name."""
    text = words.text
    position = {token.start: index for index, token in enumerate(words.tokens)}
    for match in _CIVILITY.finditer(text):
        yield from _name_from(words, _next(position, text, match.end()), after_civility=True)
    for match in _LABEL.finditer(text):
        index = _next(position, text, match.end())
        yield from _name_from(words, index, after_civility=match["colon"] is not None)
    for match in _RELATION.finditer(text):
        yield from _name_from(words, _next(position, text, match.end()), after_civility=False)
    for match in _SAID.finditer(text):
        index = _next(position, text, match.end())
        if index is None:
            continue
        if _WEAK_SAID.match(match.group()) and not _is_full_name(words, index):
            continue
        capital = not words.is_small(words.tokens[index])
        birth_name = _BIRTH_NAME.match(match.group()) is not None and capital
        yield from _name_from(words, index, after_civility=birth_name)


def _next(position: dict[int, int], text: str, offset: int) -> int | None:
    """Index of the token that starts at `offset`, spaces and an elision aside."""
    while offset < len(text) and text[offset] in " \n\t(":
        offset += 1
    if offset in position:
        return position[offset]
    return position.get(offset + 2) if text[offset + 1 : offset + 2] == "'" else None


def _is_full_name(words: Words, index: int) -> bool:
    """A first name, then a word that can be a family name, or the other way round."""
    pair = words.tokens[index : index + 2]
    if len(pair) < 2 or not are_joined(words.text, *pair):
        return bool(pair) and words.is_sure_first_name(pair[0])
    first, second = pair
    if words.is_sure_first_name(first):
        return True
    named = words.is_first_name(first) or words.is_sure_first_name(second)
    capitals = not words.is_small(first) and not words.is_small(second)
    return named and capitals and words.can_follow(second, [first])


def _name_from(words: Words, index: int | None, after_civility: bool) -> Iterator[Span]:
    if index is None:
        return
    name = _read_name(words, index, after_civility)
    if name:
        score = LABELLED if after_civility else LIKELY
        yield Span(MaskKind.PERSON, name[0].start, name[-1].end, score)


def _read_name(words: Words, index: int, after_civility: bool) -> list[Token]:
    """The tokens of the name that starts at `index`; none when no name starts there."""
    opening: list[Token] = []
    rest = words.tokens[index : index + _MAX_TOKENS]
    while len(rest) > 1 and rest[0].is_particle and _particle_opens(words, rest):
        opening.append(rest.pop(0))
    stray = bool(rest) and rest[0].is_particle and rest[0].is_small
    if not rest or stray or not words.can_open(rest[0], after_civility):
        return []
    if opening and fold(rest[0].text) in _OFFICES:
        return []
    name = [rest[0]]
    _extend(words, name, index + len(opening) + 1)
    return [*opening, *name]


def _particle_opens(words: Words, rest: list[Token]) -> bool:
    """`Le Goff`, `de la Villardière`, `El Amrani`; not `la maire` nor `le père`."""
    particle, following = rest[0], rest[1]
    if not are_joined(words.text, particle, following):
        return False
    if following.is_particle and following.is_small and len(rest) > 2:
        return not words.is_small(rest[2]) and words.is_unknown(rest[2])
    if particle.is_sure_particle or words.is_unknown(following):
        return words.is_unknown(following) or not words.is_small(following)
    return not particle.is_small and not words.is_small(following)


def _extend(words: Words, name: list[Token], index: int) -> None:
    """Add to `name` the tokens from `index` on that belong to it."""
    all_tokens = words.tokens
    while index < len(all_tokens) and len(name) < _MAX_TOKENS:
        token = all_tokens[index]
        if not are_joined(words.text, name[-1], token):
            return
        if (
            token.is_particle
            and _links(words, name, index)
            or len(token.text) > 1
            and words.can_follow(token, name)
        ):
            name.append(token)
        else:
            return
        index += 1
    while name and name[-1].is_particle and name[-1].is_small and len(name) > 1:
        name.pop()


def _links(words: Words, name: list[Token], index: int) -> bool:
    """A particle goes on a name when a word that can end the name follows it."""
    following = words.tokens[index + 1 : index + 2]
    if not following or not are_joined(words.text, words.tokens[index], following[0]):
        return False
    particle, after = words.tokens[index], following[0]
    small = words.is_small(after) and not after.is_particle
    if particle.is_sure_particle:
        return not words.is_barred(after) and (words.is_unknown(after) or not small)
    only_first_names = all(words.is_first_name(t) for t in name)
    return only_first_names and not small and not words.is_barred(after)


def _with_initials(words: Words) -> Iterator[Span]:
    """`J. Dupont`, `Dupont K.`, `Boulanger (M.)`."""
    text, lexicon = words.text, words.lexicon
    for match in _INITIAL.finditer(text):
        name = match["name"]
        known = lexicon.is_namelike(name) or lexicon.is_surname(name)
        if known and not lexicon.is_not_name(name) and not lexicon.is_ordinary(name):
            yield Span(MaskKind.PERSON, match.start(), match.end(), LIKELY)
    for token in words.tokens:
        if token.is_small or words.lexicon.is_acronym(token.text) and token.is_shouted:
            continue
        if _CIVILITY_AFTER.match(text, token.end):
            yield Span(MaskKind.PERSON, token.start, token.end, LABELLED)
        initial = _INITIAL_AFTER.match(text, token.end)
        if (
            initial
            and len(token.text) > 2
            and (lexicon.is_namelike(token.text) and not words.is_barred(token))
            and (lexicon.is_surname(token.text) or lexicon.is_first_name(token.text))
        ):
            yield Span(MaskKind.PERSON, token.start, initial.end(), LIKELY)


def _by_first_name(words: Words) -> Iterator[Span]:
    """Listed first names, with the family name before or after."""
    index = 0
    while index < len(words.tokens):
        token = words.tokens[index]
        if not words.is_first_name(token) or not _may_be_one(words, index):
            index += 1
            continue
        name = [token]
        _extend(words, name, index + 1)
        step = len(name)
        before = _before(words, index, name)
        if _is_person(words, before, token, name):
            start = before[0].start if before else token.start
            yield Span(MaskKind.PERSON, start, name[-1].end, LIKELY)
        index += step


def _may_be_one(words: Words, index: int) -> bool:
    """A first name that is no body or place: `Florence Jacquet`, not `à Florence`."""
    token = words.tokens[index]
    if not words.is_barred(token):
        return True
    following = words.tokens[index + 1 : index + 2]
    return (
        not words.is_small(token)
        and bool(following)
        and not words.is_small(following[0])
        and are_joined(words.text, token, following[0])
        and words.is_unknown(following[0])
        and not _TO_A_PLACE.search(words.text, max(0, token.start - 6), token.start)
    )


def _before(words: Words, index: int, name: list[Token]) -> list[Token]:
    """Up to three tokens before a first name that can be a family name put first."""
    taken: list[Token] = []
    following = name[0]
    for token in reversed(words.tokens[max(0, index - 3) : index]):
        if not are_joined(words.text, token, following) or len(token.text) < 2:
            break
        small, same = words.is_small(token), words.is_small(token) == words.is_small(name[0])
        fits = words.is_unknown(token) and (not small or words.lexicon.is_namelike(token.text))
        known = not small and not words.is_barred(token) and words.lexicon.is_surname(token.text)
        if not same or not (fits or known or (token.is_particle and taken and not small)):
            break
        taken.insert(0, token)
        following = token
    return taken


def _is_person(words: Words, before: list[Token], first: Token, name: list[Token]) -> bool:
    start = before[0].start if before else first.start
    if _INSTITUTION.search(words.text, max(0, start - 60), start):
        return False
    if words.is_sure_first_name(first):
        return True
    if words.is_small(first):
        return False
    if not before and len(name) == 1 and acts_as_a_person(words.text, first):
        return True
    others = [*before, *name[1:]]
    return any(
        not words.is_small(t)
        and not t.is_particle
        and len(t.text) > 1
        and (words.is_unknown(t) or (len(first.text) > 3 and words.lexicon.is_surname(t.text)))
        for t in others
    )


def _guessed(words: Words, start: int, end: int) -> Iterator[Span]:
    """What the model calls a person: two capitalised words at least, none of them ordinary."""
    inside = [t for t in words.tokens if t.start >= start and t.end <= end and len(t.text) > 1]
    while inside and (words.is_small(inside[0]) or words.is_barred(inside[0])):
        inside.pop(0)
    while inside and (words.is_barred(inside[-1]) or words.is_small(inside[-1])):
        inside.pop()
    if len([t for t in inside if not t.is_particle]) < 2:
        return
    plainly_joined = all(
        are_joined(words.text, a, b) for a, b in zip(inside, inside[1:], strict=False)
    )
    fitting = all(
        t.is_particle or (not t.is_small and (words.is_unknown(t) or words.is_first_name(t)))
        for t in inside
    )
    if not plainly_joined or not fitting or words.shouted:
        return
    if not _INSTITUTION.search(words.text, max(0, inside[0].start - 60), inside[0].start):
        yield Span(MaskKind.PERSON, inside[0].start, inside[-1].end, GUESSED)


def _said_again(words: Words, spans: list[Span]) -> Iterator[Span]:
    """The words of a name found once, wherever they stand again."""
    parts = {
        fold(t.text)
        for span in spans
        for t in words.tokens
        if span.start <= t.start and t.end <= span.end and len(t.text) > 2
        if not t.is_particle and words.is_unknown(t)
    }
    for token in words.tokens:
        if fold(token.text) in parts and not _INSTITUTION.search(
            words.text, max(0, token.start - 60), token.start
        ):
            yield Span(MaskKind.PERSON, token.start, token.end, GUESSED)
