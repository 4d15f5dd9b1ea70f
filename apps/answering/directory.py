"""The contacts that curators publish: whom to ask, and what a draft may name."""

from collections.abc import Iterable

from apps.answering.enums import AnswerStatus
from apps.answering.passages import Findings, PublishedContact
from apps.answering.ports import Understanding

_MOST = 3


def directory_text(contacts: Iterable[PublishedContact]) -> str:
    """Their numbers and addresses, one a line."""
    return "\n".join(each for one in contacts for each in (one.phone, one.url, one.email) if each)


def contacts_to_ask(
    status: AnswerStatus, findings: Findings, understanding: Understanding
) -> tuple[PublishedContact, ...]:
    """Those of the operators that the request names or, with no sheet, of the nearest sheet's."""
    if status is AnswerStatus.NEEDS_FACTS:
        return ()
    operators = list(understanding.operators)
    if not operators and status is AnswerStatus.ABSTAINED_NO_SHEET:
        operators = [sheet.operator for sheet in findings.sheets[:1]]
    return tuple(one for one in findings.contacts if one.operator in operators)[:_MOST]
