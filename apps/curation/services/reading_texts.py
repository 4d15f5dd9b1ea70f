"""What a curator brings, read in a child process with bounded memory and time."""

from apps.sheets.parsing.parsed import ParsedText, ParseRefusal
from apps.sheets.parsing.pool import ParsingPool


def read_text(name: str, raw: bytes) -> ParsedText:
    """Markdown of a DOCX or an HTML page, by the suffix of `name`. Raises ParseRefusal."""
    with ParsingPool(1) as pool:
        [(_, _, parsed)] = pool.parse([(name, raw)])
    if isinstance(parsed, ParseRefusal):
        raise parsed
    if not isinstance(parsed, ParsedText):
        raise ParseRefusal(name, 0, "Ce fichier n’est pas un texte à reprendre.")
    return parsed
