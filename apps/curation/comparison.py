"""What changed between two revisions, passage by passage and word by word; no database."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Protocol

from apps.answering.differences import WORD, Run, word_differences
from apps.answering.enums import PassageKind, ProblemKind
from apps.answering.figures import unsupported_spans
from apps.curation.enums import ChangeNature

SAME_PASSAGE = 0.5  # share of common words from which two texts are versions of one passage


class Comparable(Protocol):
    """What is read of a passage."""

    heading_path: list[str]
    kind: str
    text: str
    text_hash: str


@dataclass(frozen=True, slots=True)
class Change:
    """One passage that differs, and the hash of its former text ("" when it was added)."""

    nature: ChangeNature
    section: str
    runs: tuple[Run, ...]
    before_hash: str = ""

    @property
    def before(self) -> tuple[Run, ...]:
        return tuple(run for run in self.runs if not run.is_added)

    @property
    def after(self) -> tuple[Run, ...]:
        return tuple(run for run in self.runs if not run.is_removed)


@dataclass(frozen=True, slots=True)
class Comparison:
    changes: tuple[Change, ...]
    unchanged: int


def compare(before: Sequence[Comparable], after: Sequence[Comparable]) -> Comparison:
    """Changes in the reading order of `after`; a removed passage stands where it was."""
    keys_before = [_key(passage) for passage in before]
    keys_after = [_key(passage) for passage in after]
    changes: list[Change] = []
    unchanged = 0
    matcher = SequenceMatcher(a=keys_before, b=keys_after, autojunk=False)
    for tag, start, end, new_start, new_end in matcher.get_opcodes():
        if tag == "equal":
            unchanged += end - start
        else:
            changes += _block(before[start:end], after[new_start:new_end])
    return Comparison(tuple(changes), unchanged)


def _key(passage: Comparable) -> tuple[str, ...]:
    return (*passage.heading_path, passage.text_hash)


def _block(before: Sequence[Comparable], after: Sequence[Comparable]) -> Iterable[Change]:
    """Pair the passages of a differing block: same text first, then the most alike."""
    left = list(before)
    for passage in after:
        partner = _partner(passage, left)
        if partner is None:
            yield _one_sided(ChangeNature.ADDED, passage)
            continue
        for gone in left[: left.index(partner)]:
            yield _one_sided(ChangeNature.REMOVED, gone)
        left = left[left.index(partner) + 1 :]
        yield _pair(partner, passage)
    for gone in left:
        yield _one_sided(ChangeNature.REMOVED, gone)


def _partner(passage: Comparable, candidates: Sequence[Comparable]) -> Comparable | None:
    same = next((c for c in candidates if c.text_hash == passage.text_hash), None)
    if same is not None:
        return same
    alike = [(_likeness(candidate, passage), candidate) for candidate in candidates]
    best = max(alike, key=lambda pair: pair[0], default=None)
    return best[1] if best and best[0] >= SAME_PASSAGE else None


def _likeness(before: Comparable, after: Comparable) -> float:
    """0 to 1: the share of common words, helped by a common heading."""
    words_before, words_after = set(WORD.findall(before.text)), set(WORD.findall(after.text))
    common = len(words_before & words_after) / max(len(words_before | words_after), 1)
    return min(1.0, common + 0.2 * (before.heading_path == after.heading_path))


def _pair(before: Comparable, after: Comparable) -> Change:
    section = " › ".join(after.heading_path)
    runs = word_differences(before.text, after.text)
    nature = _nature(before.text, after.text)
    if nature == ChangeNature.WORDING and after.kind == PassageKind.CONDITIONS:
        nature = ChangeNature.CONDITION
    return Change(nature, section, runs, before.text_hash)


def _one_sided(nature: ChangeNature, passage: Comparable) -> Change:
    section = " › ".join(passage.heading_path)
    if nature == ChangeNature.ADDED:
        return Change(nature, section, (Run(passage.text, is_added=True),))
    return Change(nature, section, (Run(passage.text, is_removed=True),), passage.text_hash)


def _nature(before: str, after: str) -> ChangeNature:
    if before == after:
        return ChangeNature.MOVED
    kinds = {
        problem.kind
        for problem in (*unsupported_spans(after, [before]), *unsupported_spans(before, [after]))
    }
    if ProblemKind.FIGURE_ABSENT in kinds:
        return ChangeNature.FIGURE
    if ProblemKind.CONTACT_ABSENT in kinds:
        return ChangeNature.CONTACT
    return ChangeNature.WORDING
