"""Reads a draft while it is written: markup in, provisional tails and checked sentences out.

The markup is the `DraftReader`'s to define; `markup.py` holds its labels and escapes.
"""

import re
from collections.abc import Sequence

from apps.answering.checking import check_sentence
from apps.answering.enums import OPERATOR_NAMES, Section
from apps.answering.events import Sentence, SentenceChecked, TailWritten
from apps.answering.figures.contacts import STREET
from apps.answering.markup import MARKER, PARTIAL_MARKER, SECTION_LABELS, numbers_in, unescape
from apps.answering.passages import Passage
from apps.answering.plain_text import without_hidden
from apps.answering.sentences import MAX_LENGTH, sentence_end
from apps.answering.wording import fold

_HEADING = re.compile(r"(#{1,3}) +(.*?)[ :#*]*\Z")
_BULLETS = ("- ", "* ", "• ")
_LONGEST_HEADING = 200
# Where a telephone number or an address begins: the tail stops there until it has been checked.
_CONTACT_START = re.compile(
    rf"{STREET}|\b(?:BP|CS|TSA)\b|"
    r"https?:|www\.|\S*@|(?<![\d,])(?:\+|0)\d?(?: ?\.?\d)*[ .]*\Z|(?<!\d)0\d[ .]\d\d"
)


def _label_key(label: str) -> str:
    return re.sub(r"[^a-z]+", " ", fold(label)).strip()


_SECTIONS = {_label_key(label): section for section, label in SECTION_LABELS.items()} | {
    "reponse": Section.SUMMARY,
    "pieces": Section.PAPERS,
    "pieces justificatives": Section.PAPERS,
    "documents a fournir": Section.PAPERS,
    "cout et paiement": Section.COST,
    "delais": Section.DELAY,
    "demarche": Section.WHERE,
    "demarches": Section.WHERE,
    "services en ligne": Section.ONLINE,
    "en ligne": Section.ONLINE,
    "a verifier": Section.TO_CONFIRM,
}


class DraftReader:
    r"""Turns the pieces of one draft into events; any cutting into pieces gives the same sentences.

    The markup, line by line:

    - `# Topic`, optional: the sentences below are about one operator or sheet. Only the name of an
      operator or the title of a given sheet is a topic;
    - `## Label`: a part of the answer, by its label in `SECTION_LABELS`;
    - `- …`: a list item, up to the end of the line;
    - anything else: sentences, each followed by the markers of its passages, as in
      `C’est 25 €. [2] [5]` or `C’est 25 € [2, 5].`;
    - a backslash before `[`, `#`, `-` or itself makes it plain text.

    A marker is held back until whole. Items without marker take those of the sentence that leads
    them in. A heading that is not in the closed lists, an unclosed bracket, HTML or Markdown are
    plain text: they give no section and no citation.
    """

    def __init__(self, passages: Sequence[Passage], directory: str = "") -> None:
        self._passages = tuple(passages)
        self._directory = directory
        self._topics = {_label_key(name): name for name in OPERATOR_NAMES.values()} | {
            _label_key(passage.sheet_title): passage.sheet_title for passage in passages
        }
        self._buffer = ""
        self._is_line_start = True
        self._is_item = False
        self._section = Section.SUMMARY
        self._topic = ""
        self._lead_in: tuple[int, ...] = ()
        self._position = 0
        self._tail = ""

    def feed(self, piece: str) -> list[TailWritten | SentenceChecked]:
        """The sentences that `piece` completes, then the new tail if it changed."""
        self._buffer += without_hidden(piece.replace("\r", ""))
        events: list[TailWritten | SentenceChecked] = [*self._take(is_final=False)]
        tail = self._visible_tail()
        if tail != self._tail:
            events.append(TailWritten(tail))
            self._tail = tail
        return events

    def close(self) -> list[TailWritten | SentenceChecked]:
        """The sentences that are left once the drafter has said all."""
        return [*self._take(is_final=True)]

    def _take(self, *, is_final: bool) -> list[SentenceChecked]:
        events: list[SentenceChecked] = []
        while True:
            self._skip_blanks()
            if not self._buffer or not self._line_opens(is_final=is_final):
                return events
            if not self._buffer:
                continue
            taken = self._next_sentence(is_final=is_final)
            if taken is None:
                return events
            events += self._checked(*taken)

    def _skip_blanks(self) -> None:
        stripped = self._buffer.lstrip()
        if "\n" in self._buffer[: len(self._buffer) - len(stripped)]:
            self._is_line_start = True
        self._buffer = stripped

    def _line_opens(self, *, is_final: bool) -> bool:
        """Reads headings and bullets at the start of a line; False: more text is needed."""
        while self._is_line_start and self._buffer:
            if self._buffer[0] == "#":
                line, feed, rest = self._buffer.partition("\n")
                if not feed and not is_final and len(line) <= _LONGEST_HEADING:
                    return False
                if len(line) <= _LONGEST_HEADING and self._open_part(line):
                    self._buffer = rest
                    self._skip_blanks()
                    self._is_line_start = True
                    continue
            if len(self._buffer) == 1 and self._buffer in "-*•" and not is_final:
                return False
            self._is_line_start = False
            self._is_item = self._buffer.startswith(_BULLETS)
            if self._is_item:
                self._buffer = self._buffer[2:]
        return True

    def _open_part(self, line: str) -> bool:
        match = _HEADING.match(line.strip())
        if match is None:
            return False
        key = _label_key(unescape(match[2]))
        if key in _SECTIONS:
            self._section = _SECTIONS[key]
        elif len(match[1]) == 1 and key in self._topics:
            self._topic, self._section = self._topics[key], Section.SUMMARY
        else:
            return False
        self._lead_in = ()
        return True

    def _next_sentence(self, *, is_final: bool) -> tuple[str, list[int]] | None:
        """The first whole sentence with the numbers it cites, taken out of the buffer."""
        end = (
            self._item_end(is_final)
            if self._is_item
            else sentence_end(self._buffer, is_final=is_final)
        )
        if end is None:
            return None
        numbers: list[int] = []
        stop = end
        while stop < len(self._buffer) and self._buffer[stop] != "\n":
            match = MARKER.match(self._buffer, stop)
            if match is None:
                rest = self._buffer[stop:]
                if not is_final and (not rest.strip(" ") or PARTIAL_MARKER.fullmatch(rest)):
                    return None
                break
            numbers += numbers_in(match[1])
            stop = match.end()
        if stop == len(self._buffer) and not is_final:
            return None
        text, self._buffer = self._buffer[:end], self._buffer[stop:]
        inner = [n for match in MARKER.finditer(text) for n in numbers_in(match[1])]
        return unescape(MARKER.sub("", text)).strip(), inner + numbers

    def _item_end(self, is_final: bool) -> int | None:
        end = self._buffer.find("\n")
        if end < 0:
            end = len(self._buffer) if is_final else MAX_LENGTH + 1
        end = min(end, MAX_LENGTH)
        return end if end < len(self._buffer) or is_final else None

    def _checked(self, text: str, numbers: list[int]) -> list[SentenceChecked]:
        if not text:
            return []
        if self._is_item:
            numbers = numbers or list(self._lead_in)
        else:
            self._lead_in = tuple(numbers)
        checked = check_sentence(text, numbers, self._passages, self._section, self._directory)
        sentence = Sentence(
            position=self._position,
            section=self._section,
            text=checked.text,
            citations=checked.citations,
            check=checked.check,
            problems=checked.problems,
            is_list_item=self._is_item,
            topic=self._topic,
        )
        self._position += 1
        self._tail = ""
        return [SentenceChecked(sentence)]

    def _visible_tail(self) -> str:
        """What may be shown of the unfinished sentence: no marker, no heading, no contact yet."""
        if self._is_line_start:
            return ""
        text = PARTIAL_MARKER.sub("", MARKER.sub("", self._buffer))
        contact = _CONTACT_START.search(text)
        if contact:
            text = text[: contact.start()]
        return unescape(text).rstrip("\\").strip()
