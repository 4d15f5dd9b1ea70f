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
    r"descente|galerie|cour|port|villas?|ch|lot|enclos|mas|plan|rampe|bourg|tour|porte|jardins?)"
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
    rf"(?<![\w€/.,-])(?:{_NUMBER})[ ,\n]{{1,3}}(?P<type>{_STREET}|"
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
_POSTCODE = re.compile(r"(?<![\w.,])(?:f-)?(?:\d{2} ?\d{3})(?!\w)(?! ?(?:€|euros?|eur)\b)", re.I)
_TOWN = re.compile(
    rf"[ \n,\-]{{1,3}}(?P<town>(?:(?:le|la|les|l'|saint|sainte|st|ste|s/|aix|"
    rf"villeneuve)[ \-]?)?{_WORD}"
    rf"(?:[ \-](?:{_WORD}))?(?:[ \-](?:{_WORD})){{0,4}}(?: ?\d{{1,2}} ?(?:e|er|ème|"
    rf"eme)?(?![\w]))?)",
    re.IGNORECASE,
)
_PARTICLES = read_words("street_links.txt")
_TAIL = re.compile(
    rf"[ ,\n]{{1,3}}{_PART}[ .:°n]{{1,3}}(?:[A-Za-z]?\d{{1,4}}[A-Za-z]?|[A-Z](?!\w)|"
    rf"{_WORD}(?: {_WORD})?)",
    re.IGNORECASE,
)
_LEAD = re.compile(
    rf"(?<!\w){_PART}[ .:]{{1,2}}(?:[^\W_][\w.'\-]{{0,24}}[ ]?){{1,4}}[,\n]? ?$", re.IGNORECASE
)
_MAX_NAME_WORDS = 8


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
    for match in _HEAD_WITHOUT_NUMBER.finditer(text):
        end, has_postcode, capital = _name_end(text, match.end(), lexicon)
        if end and ((match["label"] and capital) or has_postcode):
            start = _lead_start(text, match.start("type"), lexicon)
            yield Span(MaskKind.ADDRESS, start, _tail_end(text, end, lexicon), LIKELY)


def _name_end(text: str, position: int, lexicon: Lexicon) -> tuple[int, bool, bool]:
    """End of the street's name (0: none), whether a postcode follows, whether it has capitals."""
    postcode = _POSTCODE.search(text, position, position + 90)
    between = text[position : postcode.start()] if postcode else ""
    if (
        postcode
        and len(between.split()) <= _MAX_NAME_WORDS + 6
        and not re.search(r"[?!;:]", between)
    ):
        town = _town_end(text, postcode.end(), lexicon)
        if not re.search(r"\d{3}", between):
            return town, True, True
    end, capital, content = 0, False, 0
    for word in re.compile(rf"{_WORD}|\d{{1,2}}(?= [^\W\d_])").finditer(
        text, position, position + 90
    ):
        gap = text[end or position : word.start()]
        if gap.strip(" '-") or len(gap) > 2:
            break
        particle = fold(word.group().rstrip(".")) in _PARTICLES
        elided = re.match(r"(?i)[dl]'(?=\w)", word.group())
        shown = word.group()[elided.end() :] if elided else word.group()
        capitalised = shown[:1].isupper()
        if not particle and not capitalised and (content or lexicon.is_not_name(shown)):
            break
        if not particle and capitalised and content and lexicon.is_not_name(shown):
            break
        if content >= 4:
            break
        if not particle:
            content += 1
            capital = capital or capitalised
        end = word.end() if not particle or not end else end
        if particle:
            end = word.end()
    return _without_trailing_particles(text, position, end) if content else 0, False, capital


def _without_trailing_particles(text: str, start: int, end: int) -> int:
    words = list(re.finditer(r"[\w.]+", text[start:end]))
    while words and fold(words[-1].group()) in _PARTICLES:
        words.pop()
    return start + words[-1].end() if words else 0


def _town_end(text: str, postcode_end: int, lexicon: Lexicon) -> int:
    """Where the town after a postcode ends: its capitalised words, or one small one."""
    match = _TOWN.match(text, postcode_end)
    if match is None:
        return postcode_end
    end, seen = postcode_end, 0
    for word in re.finditer(r"[\w'./]+", match["town"]):
        shown = word.group()
        small_link = fold(shown) in _PARTICLES or shown.lower() in ("lès", "cedex")
        if seen and not small_link and not shown[:1].isupper() and not shown[:1].isdigit():
            joined = text[match.start("town") + word.start() - 1] == "-"
            if not joined:
                break
        if not seen and not small_link and shown[:1].islower() and lexicon.is_not_name(shown):
            break
        if seen and shown[:1].isupper() and lexicon.is_not_name(shown):
            break
        if not small_link:
            seen += 1
            end = match.start("town") + word.end()
        elif shown.lower() == "cedex":
            end = match.start("town") + word.end()
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
