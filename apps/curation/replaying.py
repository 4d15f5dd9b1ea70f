"""Asks masked questions again, on published sheets, without keeping anything."""

from collections.abc import Sequence
from dataclasses import dataclass

from asgiref.sync import async_to_sync

from apps.accounts.models import Desk, User
from apps.answering.enums import AnswerStatus, DrafterName
from apps.answering.events import Finished, SentenceChecked
from apps.answering.masking import MaskedText
from apps.conversations.assistant import answer_question
from apps.sheets.models import Sheet

_ANSWERED = (AnswerStatus.ANSWERED, AnswerStatus.ANSWERED_PARTIALLY)


@dataclass(frozen=True, slots=True)
class Replayed:
    """How a question ends now; `is_answered`: with a sentence that cites the sheet."""

    text: str
    status: AnswerStatus
    is_answered: bool

    def as_json(self) -> dict[str, object]:
        return {"text": self.text, "status": self.status.value, "is_answered": self.is_answered}


def replay(texts: Sequence[str], sheet: Sheet) -> list[Replayed]:
    """Each text asked as somebody who may see the sheet would, answered by extracts."""
    asker = _somebody_who_sees(sheet)
    return [async_to_sync(_replayed)(text, sheet.external_id, asker) for text in texts]


async def _replayed(text: str, sheet_id: str, asker: User | None) -> Replayed:
    masked = MaskedText.from_storage(text)
    status, cites = AnswerStatus.FAILED, False
    async for event in answer_question(masked, [], asker=asker, only=DrafterName.EXTRACTIVE):
        if isinstance(event, SentenceChecked):
            cited = [citation.passage.sheet_id for citation in event.sentence.citations]
            cites = cites or sheet_id in cited
        elif isinstance(event, Finished):
            status = event.status
    return Replayed(text, status, cites and status in _ANSWERED)


def _somebody_who_sees(sheet: Sheet) -> User | None:
    """Nobody in particular for a national sheet, a person of its desk or territory otherwise."""
    if sheet.desk is not None:
        return User(desk=sheet.desk)
    if sheet.territory:
        desk = Desk.objects.filter(departement=sheet.territory).first()
        return User(desk=desk) if desk else None
    return None
