"""Takes the text layer out of a PDF, in memory; a scan has none and is refused."""

from io import BytesIO
from time import monotonic

from pypdf import PdfReader

LARGEST_PDF = 2 * 1024 * 1024
_MOST_PAGES = 20
_SECONDS = 5.0
_LEAST_LETTERS = 40


class UnreadablePdf(ValueError):
    """Damaged, protected, too long to read, or something else than a PDF."""


class ScannedPdf(ValueError):
    """Pages are images: there is no text to read."""


def text_of_pdf(content: bytes) -> str:
    """The text of up to 20 pages. Raises UnreadablePdf and ScannedPdf; keeps nothing."""
    until = monotonic() + _SECONDS
    texts: list[str] = []
    try:
        reader = PdfReader(BytesIO(content))
        if reader.is_encrypted or len(reader.pages) > _MOST_PAGES:
            raise UnreadablePdf
        for page in reader.pages:
            if monotonic() > until:
                raise UnreadablePdf
            texts.append(page.extract_text())
    except UnreadablePdf:
        raise
    except Exception as error:
        # A hostile file makes the library raise anything; none of it is of use to the counsellor.
        raise UnreadablePdf from error
    text = "\n\n".join(texts).strip()
    if sum(map(str.isalpha, text)) < _LEAST_LETTERS:
        raise ScannedPdf
    return text
