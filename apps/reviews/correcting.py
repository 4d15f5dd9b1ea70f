"""A corrected text goes through the same checks as any draft, before it is kept."""

from apps.answering.draft_checking import Doubt, doubts_of
from apps.answering.draft_text import read_draft
from apps.conversations.models import Answer, AnswerSource
from apps.sheets.models import Passage
from apps.sheets.snapshots import NO_PASSAGE, snapshot_of


def correction_doubts(answer: Answer, text: str, right: Passage | None = None) -> list[Doubt]:
    """What the answer's passages do not bear; `right` is the number after the last of them."""
    known = {source.number: source.as_passage() for source in answer.sources.all()}
    last = max(known, default=0)
    passages = [known.get(number, NO_PASSAGE) for number in range(1, last + 1)]
    if right is not None:
        passages.append(AnswerSource(number=last + 1, **snapshot_of(right)).as_passage())
    return doubts_of(read_draft(text), passages)
