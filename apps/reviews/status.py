"""Which answers may be reviewed."""

from apps.answering.enums import AnswerStatus

REVIEWABLE = (
    AnswerStatus.ANSWERED,
    AnswerStatus.ANSWERED_PARTIALLY,
    AnswerStatus.NEEDS_FACTS,
    AnswerStatus.ABSTAINED_NO_SHEET,
    AnswerStatus.ABSTAINED_OUT_OF_SCOPE,
)
