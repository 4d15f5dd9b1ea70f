"""A revision as it stands: its sentences checked, and what became of the passages it quotes."""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property

from django.db.models import QuerySet

from apps.answering.differences import Run, word_differences
from apps.answering.draft_checking import Doubt, doubts_of
from apps.answering.draft_text import DraftBlock, blocks_of, read_draft
from apps.answering.enums import CheckStatus
from apps.model_answers.models import ModelAnswerRevision, ModelAnswerSource
from apps.sheets.models import Passage

# Below, a passage of the sheet is another one, not the same in other words.
_SUCCESSOR = 0.5
_SAME_TITLES = 0.2


@dataclass(frozen=True, slots=True)
class SourceChange:
    """A quoted passage that the sheet no longer publishes; `successor` is None when it is gone."""

    source: ModelAnswerSource
    successor: Passage | None
    runs: tuple[Run, ...]


class ModelAnswerReading:
    """Reads one revision."""

    def __init__(self, revision: ModelAnswerRevision) -> None:
        self.revision = revision
        self.lines = read_draft(revision.text)
        self.sources = list(revision.sources.all())

    @property
    def blocks(self) -> list[DraftBlock]:
        return blocks_of(self.lines)

    @cached_property
    def doubts(self) -> list[Doubt]:
        """Sentences that the passages, as they were quoted, do not bear."""
        return doubts_of(self.lines, [source.as_passage() for source in self.sources])

    @property
    def unsourced(self) -> list[Doubt]:
        return [doubt for doubt in self.doubts if doubt.check is CheckStatus.UNSUPPORTED]

    @cached_property
    def changes(self) -> list[SourceChange]:
        """What changed in the sheets since."""
        outdated = self.revision.sources.outdated().order_by("number")
        return [_change(source) for source in outdated]

    @cached_property
    def successors(self) -> list[Passage] | None:
        """The passages to quote today, in the order of the numbers; None when one is gone."""
        passages: list[Passage] = []
        changed = {change.source.number: change.successor for change in self.changes}
        for source in self.sources:
            passage = (
                changed[source.number] if source.number in changed else published_passage(source)
            )
            if passage is None:
                return None
            passages.append(passage)
        return passages

    @cached_property
    def new_doubts(self) -> list[Doubt]:
        """Sentences that the passages bore when they were quoted, and bear no longer."""
        if self.successors is None:
            return []
        known = {doubt.text for doubt in self.doubts}
        return [doubt for doubt in self._doubts_today(self.successors) if doubt.text not in known]

    @property
    def can_be_restored(self) -> bool:
        """Whether each sentence still stands, so that one person may put it back."""
        return self.successors is not None and not self.new_doubts

    def _doubts_today(self, passages: Sequence[Passage]) -> list[Doubt]:
        today = [
            ModelAnswerSource(**(source.snapshot | {"text": passage.text})).as_passage()
            for source, passage in zip(self.sources, passages, strict=True)
        ]
        return doubts_of(self.lines, today)


def published_passage(source: ModelAnswerSource) -> Passage | None:
    """The published passage with the very words of a source, that under the same titles first."""
    same = _published(source.sheet_id).filter(text_hash=source.text_hash)
    return same.filter(heading_path=source.heading_path).first() or same.first()


def _change(source: ModelAnswerSource) -> SourceChange:
    successor = _successor(source)
    after = successor.text if successor else ""
    return SourceChange(source, successor, word_differences(source.text, after))


def _successor(source: ModelAnswerSource) -> Passage | None:
    """The published passage of the sheet that says most nearly what the source said."""
    likeness = {
        passage: SequenceMatcher(a=source.text.split(), b=passage.text.split()).ratio()
        + (_SAME_TITLES if passage.heading_path == source.heading_path else 0)
        for passage in _published(source.sheet_id).filter(kind=source.kind)
    }
    nearest = max(likeness, key=lambda passage: likeness[passage], default=None)
    return nearest if nearest and likeness[nearest] >= _SUCCESSOR else None


def _published(sheet_id: str) -> QuerySet[Passage]:
    found = Passage.objects.published().filter(revision__sheet__external_id=sheet_id)
    return found.select_related("revision__sheet").defer("revision__raw", "revision__body")
