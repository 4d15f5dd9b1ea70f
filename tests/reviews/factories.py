"""Answers to review, and judgements, as the services leave them."""

from apps.accounts.models import User
from apps.conversations.models import Answer
from apps.reviews.enums import Stratum
from apps.reviews.models import Review, ReviewItem
from apps.reviews.services import Judgement, give_review
from tests.conversations.factories import AnswerFactory, ConversationFactory

GRID = {"exact": 5, "complete": 2, "clear": 4, "sourced": 5, "tone": 5}
FORM = {**GRID, "verdict": "right", "cause": ""}


def answer_of(author: User, **fields: object) -> Answer:
    conversation = ConversationFactory(author=author)
    return AnswerFactory(question__conversation=conversation, **fields)


def queued(author: User, **fields: object) -> ReviewItem:
    """An answer in the queue, at risk unless said otherwise."""
    values = {"stratum": Stratum.RISK, **fields}
    return ReviewItem.objects.create(answer=answer_of(author), **values)


def judge(answer: Answer, reviewer: User, **fields: object) -> Review:
    judgement = Judgement(**{"verdict": "partial", "cause": "no_sheet", **GRID, **fields})
    return give_review(answer=answer, reviewer=reviewer, judgement=judgement, stratum=Stratum.RISK)
