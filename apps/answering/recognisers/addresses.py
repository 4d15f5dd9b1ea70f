"""Postal addresses: a number and a street, or a place and its postcode; never a mere town."""

import re
from collections.abc import Iterator

from apps.answering.enums import MaskKind
from apps.answering.recognisers.lexicon import Lexicon, fold, read_words
from apps.answering.recognisers.spans import LABELLED, LIKELY, Span

_STREET = (
    r"(?:rue|r\.|avenue|av\.?|ave\.?|bd\.?|bld\.?|blvd\.?|boulevard|impasse|imp\.?|all[eé]es?|"
    r"all\.|"
    r"chemin|chem\.?|ch\.|che\.?|route|rte\.?|square|sq\.|quai|ruelle|sente|sentier|faubourg|"
    r"fbg\.?|fg\.?|"
    r"esplanade|mont[eé]e|rond[ -]point|traverse|venelle|lotissement|lot\.|hameau|lieu[ -]dit|"
    r"chauss[eé]e|"
    r"promenade|r[eé]sidence|r[eé]s\.?|rocade|levee|lev[eé]e|r(?= d[eu']))"
)
_LOOSE_STREET = (
    r"(?:place|pl\.?|cours|passage|pass\.?|cit[eé]|villa|voie|clos|domaine|quartier|parc|c[oô]te|"
    r"mail|"
    r"descente|hlm|galerie|cour|port|villas?|ch|lot|enclos|mas|plan|rampe|bourg|tour|porte|"
    r"jardins?)"
)
_PART = (
    r"(?:r[eé]sidence|r[eé]s\.?|b[aâ]timent|b[aâ]t\.?|immeuble|imm\.?|tour|escalier|esc\.?|"
    r"entr[eé]e|"
    r"appartement|appart\.?|appt\.?|apt\.?|app\.?|porte|[eé]tage|logement|log\.|hall|chambre|ch\.|"
    r"lot\.?|"
    r"foyer|bo[iî]te|bp|lieu[ -]dit|cit[eé]|pavillon|villa|c/o)"
)
_NUMBER = (
    r"(?:(?:pk|n°|num[eé]ro|km) ?)?\d{1,4}(?: ?(?:bis|ter|quater|[a-dA-D])(?![\w']))?"
    r"(?:[ ]?[-/][ ]?\d{1,4})?"
)
_WORD = r"[^\W\d_]+(?:[.'\-][^\W\d_]+)*\.?"
_HEAD = re.compile(
    rf"(?<![\w€/.,-])(?:{_NUMBER})[ ,\n]{{1,3}}(?:grand(?:e|'|e ')?[ \-]?|petite |vieille |haute |"
    rf"basse )?"
    rf"(?P<type>{_STREET}|"
    rf"{_LOOSE_STREET})(?![\w])[ \n.]{{0,2}}",
    re.IGNORECASE,
)
_HEAD_WITHOUT_NUMBER = re.compile(
    rf"(?i)(?<!\w)(?P<label>(?:adr(?:esse)?\.?|habit\w+|demeurant|demeure|domicili\w+|"
    rf"r[eé]sid(?:e|ant)|"
    rf"log[eé]e?s?|h[eé]berg[eé]e?s?|dom\.?|vit|vivant)(?: [aà]u?x?| dans| en| sur|"
    rf" chez)?[ :\n]{{1,3}}"
    rf"(?:la |le |l'|les )?)?(?P<type>{_STREET}|{_LOOSE_STREET}|bp \d{{1,5}})(?!\w)[ \n.]{{0,2}}"
)
_POST_BOX = re.compile(r"(?i)(?<!\w)(?:bp|b\.p\.|cs) ?\d{1,5}[ ,\n\-]{1,3}(?=\d{2} ?\d{3}(?!\w))")
# A place with its own name instead of a street: `10 Les Terrasses du Lac 74000 Annecy`,
# `Le Bourg, 23000 Sainte-Feyre`.
_NAMED_PLACE = re.compile(
    rf"(?:(?<![\w€/.,-]){_NUMBER}[ ,]{{1,2}}|(?:(?<=^)|(?<=[,:;(\n] )|(?<=[,:;(\n])|(?<=habite ))"
    r"(?=(?:Le|La|Les|L'|Lieu)[ '\w]))"
    r"(?=[A-ZÀ-Ý])(?:[A-ZÀ-Ý][\w'\-]*|de|du|des|la|le|les|et|sur|aux?|d'[\w\-]+|l'[\w\-]+)"
    r"(?: (?:[A-ZÀ-Ý][\w'\-]*|de|du|des|la|le|les|et|sur|aux?|d'[\w\-]+|l'[\w\-]+)){0,6}"
    r"[ ,\n]{1,3}(?=\d{2} ?\d{3} [A-ZÀ-Ý])"
)
_POSTCODE = re.compile(
    r"(?<![\w.,])(?<!\b\d[ .\-])(?<!\b\d\d[ .\-])(?<!\b\d{3}[ .\-])(?:f-)?"
    r"\d{2} ?\d{3}(?!\w)(?![ .-]?\d)(?! ?(?:€|euros?|eur)\b)",
    re.I,
)
_STREET_WORD = re.compile(rf"{_WORD}|1[89]\d\d|\d{{1,2}}(?:er)?(?= [^\W\d_])")
_ELIDED = re.compile(r"(?i)^[dl]'(?=\w)")
_TOWN_WORD = re.compile(r"[^\W_]+\.?")
_TOWN_AFTER_COMMA = re.compile(r", (?P<town>[A-ZÀ-Ý][^\W\d_]+(?:-[^\W\d_]+)*)(?! [A-ZÀ-Ý])")
_DISTRICT = re.compile(r"\d{1,2}(?:er|e|è|ème|eme)|(?i:cedex)")
_SENTENCE_WORDS = re.compile(
    r"(?i)(?<!\w)(?:est|qui|que|pour|dossier|demande|veut|peut|tel|t[eé]l|mail|formulaire|je|il|"
    r"elle|"
    r"on|avec|mme|monsieur|madame|depuis|n[eé]e?|mais|donc|carte|num[eé]ro)(?!\w)"
)
_LINKS = read_words("street_links.txt")
_TOWN_LINKS = frozenset(
    [
        "le",
        "la",
        "les",
        "l",
        "d",
        "de",
        "du",
        "des",
        "sur",
        "sous",
        "en",
        "aux",
        "au",
        "saint",
        "sainte",
        "st",
        "ste",
        "s",
        "lez",
        "et",
    ]
)
_TAIL = re.compile(
    rf"[ ,\n]{{1,3}}{_PART}[ .:°n]{{1,3}}(?:[A-Za-z]?\d{{1,4}}[A-Za-z]?|[A-Z](?!\w)|"
    rf"{_WORD}(?: {_WORD})?)",
    re.IGNORECASE,
)
_LEAD = re.compile(
    rf"(?<!\w){_PART}[ .:]{{1,2}}(?:[^\W_][\w.'\-]{{0,24}}[ ]?){{1,4}}[,\n]? ?$", re.IGNORECASE
)
_MAX_NAME_WORDS = 12
_MAX_CONTENT_WORDS = 4
_REACH = 90


def find_addresses(text: str, lexicon: Lexicon) -> Iterator[Span]:
    """Addresses with a street number, and those without one that a label or a postcode proves.

    The name of a street ends with its postcode and town, or with its last word that can belong
    to a name.
    """
    for match in _HEAD.finditer(text):
        loose = re.fullmatch(_STREET, match["type"], re.IGNORECASE) is None
        end, has_postcode, capital = _name_end(text, match.end(), lexicon)
        if end and (not loose or has_postcode or capital):
            start = _lead_start(text, match.start(), lexicon)
            yield Span(MaskKind.ADDRESS, start, _tail_end(text, end, lexicon), LABELLED)
    for match in (*_NAMED_PLACE.finditer(text), *_POST_BOX.finditer(text)):
        end = _town_end(text, match.end() + 5, lexicon)
        if text[match.end() : match.end() + 5].isdigit():
            yield Span(MaskKind.ADDRESS, match.start(), end, LIKELY)
    for match in _HEAD_WITHOUT_NUMBER.finditer(text):
        end, has_postcode, capital = _name_end(text, match.end(), lexicon)
        strict = re.fullmatch(_STREET, match["type"], re.IGNORECASE) is not None
        if end and (match["label"] or strict) and (has_postcode or (match["label"] and capital)):
            start = _lead_start(text, match.start("type"), lexicon)
            yield Span(MaskKind.ADDRESS, start, _tail_end(text, end, lexicon), LIKELY)


def _name_end(text: str, position: int, lexicon: Lexicon) -> tuple[int, bool, bool]:
    """End of the street's name (0: none), whether a postcode follows, whether it has capitals."""
    postcode = _POSTCODE.search(text, position, position + _REACH)
    if postcode and _belongs_to_a_street(text[position : postcode.start()]):
        return _town_end(text, postcode.end(), lexicon), True, True
    end, capital, content = position, False, 0
    for word in _STREET_WORD.finditer(text, position, position + _REACH):
        gap = text[end : word.start()]
        if gap.strip(" '-") or len(gap) > 2 or content >= _MAX_CONTENT_WORDS:
            break
        shown = _ELIDED.sub("", word.group())
        if fold(shown.rstrip(".")) in _LINKS:
            end = word.end()
            continue
        capitalised = not shown[:1].islower()
        if (content or not capitalised) and lexicon.is_not_name(shown):
            break
        if content and not capitalised:
            break
        content += 1
        capital = capital or capitalised
        end = word.end()
    if not content:
        return 0, False, False
    end = _without_trailing_links(text, position, end)
    town = _TOWN_AFTER_COMMA.match(text, end)
    if town and lexicon.is_namelike(town["town"]) and not lexicon.is_not_name(town["town"]):
        end = end if lexicon.is_first_name(town["town"]) else town.end()
    return end, False, capital


def _belongs_to_a_street(between: str) -> bool:
    """True for what may stand between the kind of street and the postcode."""
    without_years = re.sub(r"\b1[89]\d\d\b", "", between)
    return (
        len(between.split()) <= _MAX_NAME_WORDS
        and not re.search(r"[?!;:°]|\d{3}", without_years)
        and not _SENTENCE_WORDS.search(between)
    )


def _without_trailing_links(text: str, start: int, end: int) -> int:
    words = list(re.finditer(r"[\w.]+", text[start:end]))
    while words and fold(words[-1].group()) in _LINKS:
        words.pop()
    return start + words[-1].end() if words else 0


def _town_end(text: str, postcode_end: int, lexicon: Lexicon) -> int:
    """Where the town after a postcode ends: its capitalised words, or one small name."""
    end, seen, linked = postcode_end, 0, False
    for word in _TOWN_WORD.finditer(text, postcode_end, postcode_end + 60):
        gap, shown = text[end : word.start()] if not linked else "", word.group()
        if gap.strip(" -,\n'") or len(gap) > 3 or (seen and ("," in gap or "\n" in gap)):
            break
        small = shown[:1].islower()
        if seen and _DISTRICT.fullmatch(shown):
            return word.end()
        if shown[:1].isdigit():
            break
        if fold(shown) in _TOWN_LINKS:
            linked = True
            continue
        unfit = lexicon.is_not_name(shown) and not (seen == 0 and not small)
        bound = text[word.start() - 1] == "-" or (linked and lexicon.is_namelike(shown))
        if unfit or (small and seen and not bound):
            break
        end, seen, linked = word.end(), seen + 1, False
    return end


def _lead_start(text: str, start: int, lexicon: Lexicon) -> int:
    """Pull in what comes before the number: residence, building, flat."""
    for _ in range(4):
        lead = _LEAD.search(text, max(0, start - 60), start)
        named = lead is not None and re.split(r"[ ,.:\n]+", lead.group().strip(" ,"))[1:]
        if lead is None or any(lexicon.is_not_name(word) for word in named or ()):
            return start
        start = lead.start()
    return start


def _tail_end(text: str, end: int, lexicon: Lexicon) -> int:
    """Pull in building and flat after the street, and the postcode after them."""
    for _ in range(4):
        tail = _TAIL.match(text, end)
        if tail is None:
            break
        end = tail.end()
    postcode = re.compile(r"[ ,\n-]{1,3}").match(text, end)
    if postcode and (code := _POSTCODE.match(text, postcode.end())):
        return _town_end(text, code.end(), lexicon)
    return end
