"""What happens to a request before anything is stored, logged or sent: length, invisible
characters, urgency, personal data, sensitive terms. No clock, no database."""

from dataclasses import dataclass

from apps.answering.events import UrgencyRaised
from apps.answering.masking import MaskedText, mask
from apps.answering.plain_text import without_invisible
from apps.answering.sensitive import SensitiveTerm, find_sensitive_terms
from apps.answering.urgency import find_urgency

MAX_CHARACTERS = 4_000


class RequestRefused(Exception):
    """The request cannot be taken; `message` says why to the counsellor, in French."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class RequestEmpty(RequestRefused):
    """Nothing is left once spaces and invisible characters are taken away."""

    def __init__(self) -> None:
        super().__init__("Décrivez la situation de l’usager avant d’envoyer.")


class RequestTooLong(RequestRefused):
    """More than `limit` characters."""

    def __init__(self, length: int, limit: int) -> None:
        super().__init__(
            f"Votre texte compte {_spaced(length)} caractères. "
            f"Raccourcissez-le à {_spaced(limit)} caractères au plus."
        )
        self.length = length
        self.limit = limit


@dataclass(frozen=True, slots=True)
class Prepared:
    """A request that may go on. Offsets of `sensitive` are those of `masked.text`."""

    masked: MaskedText
    urgency: UrgencyRaised | None
    sensitive: tuple[SensitiveTerm, ...]

    @property
    def needs_preview(self) -> bool:
        """True when personal data were found: the counsellor must see the masked text first."""
        return bool(self.masked.findings)


def prepare(text: str, *, limit: int = MAX_CHARACTERS) -> Prepared:
    """Read a request as typed.

    Raises RequestEmpty and RequestTooLong (both RequestRefused). Scans the text with every
    recogniser: call it in a thread pool, never in the event loop.
    """
    visible = without_invisible(text).strip()
    if not visible:
        raise RequestEmpty
    if len(visible) > limit:
        raise RequestTooLong(len(visible), limit)
    masked = mask(visible)
    return Prepared(
        masked=masked,
        urgency=find_urgency(visible),
        sensitive=find_sensitive_terms(masked.text),
    )


def _spaced(number: int) -> str:
    """Thousands set apart by a narrow no-break space."""
    return f"{number:,}".replace(",", "\u202f")
