"""Personal data hidden behind typed marks such as ⟦NIR_1⟧: what is hidden from the model, the
database and the logs. Only this module builds a `MaskedText`."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from apps.answering.enums import MaskKind
from apps.answering.plain_text import plain, without_invisible
from apps.answering.recognisers.engine import recognisers
from apps.answering.recognisers.spans import Span

MARK: Final = re.compile(rf"⟦(?P<kind>{'|'.join(MaskKind)})_(?P<number>\d{{1,4}})⟧")
_HIDDEN: Final = "\u25a0"
_MAX_ROUNDS: Final = 6
_SEAL: Final = object()
_MAY_BE_PUBLISHED: Final = frozenset({MaskKind.PHONE, MaskKind.ADDRESS, MaskKind.EMAIL})
_LEAST_PUBLISHED: Final = 8  # signs: a shorter value stands in any text by chance


@dataclass(frozen=True, slots=True)
class Finding:
    """Personal data found at `start:end` of the original text, and the mark that hides it."""

    kind: MaskKind
    mark: str
    start: int
    end: int


class MaskedText:
    """A text whose personal data stand hidden behind marks, and what was found in it.

    Neither the original nor any value hidden is kept; `repr` shows no text, so that a log or a
    traceback says nothing of the request.
    """

    __slots__ = ("findings", "text")

    def __init__(self, text: str, findings: tuple[Finding, ...], *, seal: object) -> None:
        if seal is not _SEAL:
            raise TypeError("A MaskedText comes from mask() or MaskedText.from_storage()")
        self.text: Final = text
        self.findings: Final = findings

    @classmethod
    def from_storage(cls, text: str) -> "MaskedText":
        """Wrap again a text that was masked before it was stored; it is not scanned."""
        return cls(text, (), seal=_SEAL)

    @property
    def kinds(self) -> frozenset[MaskKind]:
        """Every kind of mark in the text, whenever it was put."""
        return frozenset(MaskKind(match["kind"]) for match in MARK.finditer(self.text))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, MaskedText) and (self.text, self.findings) == (
            other.text,
            other.findings,
        )

    def __hash__(self) -> int:
        return hash((self.text, self.findings))

    def __repr__(self) -> str:
        return f"<MaskedText: {len(self.text)} characters, {len(self.findings)} findings>"


def mask(text: str, *, published: str = "") -> MaskedText:
    """Hide every piece of personal data of `text`; invisible characters are dropped.

    Marks already in the text stay as they are. The result is stable: masking it again finds
    nothing, since what hiding reveals is looked for again until nothing is left. A telephone
    number, an address or an e-mail address that stands in `published`, the text of official
    sheets, is nobody's and stays.
    """
    draft = _Draft(text, published)
    for _ in range(_MAX_ROUNDS):
        if not draft.hide_what_is_found():
            break
    findings = tuple(sorted(draft.findings, key=lambda f: (f.start, f.end)))
    return MaskedText(without_invisible(draft.text), findings, seal=_SEAL)


def scan(text: str) -> tuple[Finding, ...]:
    """What `mask` would hide in `text`, in order; empty when it may be kept as it is."""
    return mask(text).findings


def warm_up() -> None:
    """Load the language model (about 6 s) and run every recogniser once."""
    mask("Bonjour, Madame Martin habite 1 rue de la Paix 75002 Paris, que faire ?")


class _Draft:
    """A text being masked, which knows where each of its characters comes from."""

    def __init__(self, text: str, published: str = "") -> None:
        self.text = text
        self._published = _bare(published)
        self.findings: list[Finding] = []
        self._origins = [(index, index + 1) for index in range(len(text))]
        self._marks: dict[tuple[MaskKind, str], str] = {}
        self._last_numbers: Counter[MaskKind] = Counter()
        for match in MARK.finditer(text):
            kind = MaskKind(match["kind"])
            self._last_numbers[kind] = max(self._last_numbers[kind], int(match["number"]))

    def hide_what_is_found(self) -> bool:
        """One round of scanning and hiding; False when nothing was found."""
        read = plain(MARK.sub(lambda m: _HIDDEN * len(m.group()), self.text))
        if not read.text.strip():
            return False
        spans = recognisers().find(read.text, personal=_HIDDEN in read.text)
        visible = [piece for span in spans for piece in _visible_pieces(span, read.text)]
        pieces, origins, position = [], [], 0
        for span in visible:
            start, end = read.origin(span.start, span.end)
            if self._is_published(span.kind, self.text[start:end]):
                continue
            mark = self._mark(span.kind, self.text[start:end])
            self.findings.append(
                Finding(span.kind, mark, self._origins[start][0], self._origins[end - 1][1])
            )
            pieces += [self.text[position:start], mark]
            origins += self._origins[position:start]
            origins += [(self._origins[start][0], self._origins[end - 1][1])] * len(mark)
            position = end
        self.text = "".join([*pieces, self.text[position:]])
        self._origins = [*origins, *self._origins[position:]]
        return bool(origins)

    def _is_published(self, kind: MaskKind, value: str) -> bool:
        bare = _bare(value)
        is_long = len(bare) >= _LEAST_PUBLISHED
        return kind in _MAY_BE_PUBLISHED and is_long and bare in self._published

    def _mark(self, kind: MaskKind, value: str) -> str:
        """The same mark for the same value, whatever its spacing and capitals."""
        key = (kind, re.sub(r"[\W_]", "", plain(value).text).casefold())
        if key not in self._marks:
            self._last_numbers[kind] += 1
            self._marks[key] = f"⟦{kind.value}_{self._last_numbers[kind]}⟧"
        return self._marks[key]


def _bare(value: str) -> str:
    """A value whatever its spacing, punctuation and capitals."""
    return re.sub(r"[\W_]", "", value).casefold()


def _visible_pieces(span: Span, text: str) -> Iterable[Span]:
    """The parts of a span that no earlier mark hides, without the spaces around them."""
    for match in re.finditer(rf"[^{_HIDDEN}]+", text[span.start : span.end]):
        piece = match.group()
        trimmed = piece.strip(" \t\n,;:./-")
        if sum(c.isalnum() for c in trimmed) >= 2:
            start = span.start + match.start() + piece.index(trimmed)
            yield Span(span.kind, start, start + len(trimmed), span.score)
