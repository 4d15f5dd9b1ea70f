"""Cut the body into passages: one leaf each of Situation > Chapitre > SousChapitre > Cas."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from apps.answering.enums import PassageKind
from apps.sheets.parsing.inline import plain_text
from apps.sheets.parsing.kinds import passage_kind
from apps.sheets.parsing.parsed import Block, ParsedPassage
from apps.sheets.parsing.wording import ITEM, Wording

MAX_WORDS = 250  # longer leaves are split on the borders of blocks
CONTAINERS = ("section", "cases", "situations", "variant")
NOT_QUOTED = ("guide", "link")  # a choice of a decision tree, a mere link: they state nothing


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a leaf stands: titles from the outermost to the innermost, and what they mean."""

    titles: tuple[str, ...] = ()
    situation: str = ""
    case: str = ""
    section_kind: str = ""
    is_intro: bool = False

    def under(self, title: str) -> "_Place":
        return replace(self, titles=(*self.titles, title)) if title else self


def cut_passages(
    *, sheet_title: str, intro: list[Block], main: list[Block], wording: Wording
) -> tuple[ParsedPassage, ...]:
    """Passages in reading order; marks each block with the positions it went to ("passages")."""
    cutter = _Cutter(sheet_title, wording)
    cutter.walk(intro, _Place(is_intro=True))
    cutter.walk(main, _Place())
    return tuple(cutter.passages)


class _Cutter:
    def __init__(self, sheet_title: str, wording: Wording) -> None:
        self.passages: list[ParsedPassage] = []
        self._sheet_title = sheet_title
        self._wording = wording

    def walk(self, blocks: list[Block], place: _Place) -> None:
        """Gather leaf blocks until a container interrupts them; descend into containers."""
        leaf: list[Block] = []
        for block in blocks:
            if block["type"] == "heading":
                self._close(leaf, place)
                leaf = []
                place = self._below_heading(block, place)
            if block["type"] in CONTAINERS:
                if not _only_asks(leaf):
                    self._close(leaf, place)
                leaf = []
                self._descend(block, place)
            elif block["type"] not in NOT_QUOTED:
                leaf.append(block)
        self._close(leaf, place)

    def _below_heading(self, block: Block, place: _Place) -> _Place:
        return replace(place, case=place.case or plain_text(block["runs"]))

    def _descend(self, block: Block, place: _Place) -> None:
        match block["type"]:
            case "section":
                below = place.under(plain_text(block["title"]))
                kind = block["kind"] or place.section_kind
                self.walk(block["blocks"], replace(below, section_kind=kind, is_intro=False))
            case "situations":
                for each in block["situations"]:
                    below = replace(place.under(each["title"]), situation=each["title"])
                    self.walk(each["blocks"], replace(below, is_intro=False))
            case "cases":
                for each in block["cases"]:
                    below = replace(place.under(each["title"]), case=each["title"])
                    self.walk(each["blocks"], replace(below, is_intro=False))
            case "variant":
                self.walk(block["blocks"], place)

    def _close(self, leaf: list[Block], place: _Place) -> None:
        for group in self._groups(leaf):
            text = "\n".join(line for _, lines in group for line in lines)
            if not text.strip():
                continue
            position = len(self.passages)
            blocks = [block for block, _ in group]
            for block in blocks:
                block.setdefault("passages", []).append(position)
            self.passages.append(
                ParsedPassage(
                    position=position,
                    heading_path=place.titles,
                    situation=place.situation,
                    case=place.case,
                    kind=self._kind(place, blocks),
                    text=text,
                )
            )

    def _kind(self, place: _Place, blocks: list[Block]) -> PassageKind:
        if place.is_intro:
            return PassageKind.INTRO
        return passage_kind(
            titles=place.titles,
            section_kind=place.section_kind,
            block_types={block["type"] for block in blocks},
            sheet_title=self._sheet_title,
        )

    def _groups(self, leaf: list[Block]) -> Iterator[list[tuple[Block, list[str]]]]:
        """Groups of at most about MAX_WORDS words. Never cut: a table, a callout from what it
        comments, a list from the line that announces it."""
        group: list[tuple[Block, list[str]]] = []
        size = 0
        for block, lines in self._pieces(leaf):
            words = _words(lines)
            if group and size + words > MAX_WORDS and not self._holds_together(group, block):
                yield group
                group, size = [], 0
            group.append((block, lines))
            size += words
        if group:
            yield group

    def _pieces(self, leaf: list[Block]) -> Iterator[tuple[Block, list[str]]]:
        """Blocks with their lines; a list longer than a passage comes in pieces of whole items."""
        for block in leaf:
            lines = self._wording.lines(block)
            if block["type"] != "list" or _words(lines) <= MAX_WORDS:
                yield block, lines
                continue
            piece: list[str] = []
            for line in lines:
                if piece and _words([*piece, line]) > MAX_WORDS:
                    yield block, piece
                    piece = []
                piece.append(line)
            yield block, piece

    def _holds_together(self, group: list[tuple[Block, list[str]]], block: Block) -> bool:
        _, lines = group[-1]
        announces = bool(lines) and lines[-1].rstrip().endswith(":")
        is_item = bool(lines) and lines[-1].startswith(ITEM)
        return block["type"] == "callout" or (announces and not is_item)


def _only_asks(leaf: list[Block]) -> bool:
    """One question that the cases below answer ("Depuis combien de temps … ?") states nothing."""
    return (
        len(leaf) == 1
        and leaf[0]["type"] == "paragraph"
        and plain_text(leaf[0]["runs"]).endswith("?")
    )


def _words(lines: list[str]) -> int:
    return sum(len(line.split()) for line in lines)
