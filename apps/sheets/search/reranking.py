"""A model's opinion on the order of the passages found, where the settings name one (RERANK_*)."""

from dataclasses import replace

from apps.answering.passages import Findings, Passage
from apps.answering.ports import Understanding
from apps.llm.reranker import configured_reranker

# Reciprocal ranks, as elsewhere in search; a model that reads request and passage together knows
# more than search does, but has its bad days too.
_OFFSET = 20.0
_WEIGHT = 2.0
_MOST_CHARACTERS = 4_000


async def reranked(findings: Findings, understanding: Understanding) -> Findings:
    """The same passages by both orders; untouched when the model gives no scores in time.

    The model is sent the masked request and passages of published sheets, nothing else.
    """
    reranker = configured_reranker()
    if reranker is None or not findings.passages:
        return findings
    passages = findings.passages
    scores = await reranker.scores(understanding.text, [_text_of(each) for each in passages])
    if scores is None:
        return findings
    theirs = sorted(range(len(passages)), key=lambda at: -scores[at])
    fused = {at: 1 / (_OFFSET + at) for at in range(len(passages))}
    for place, at in enumerate(theirs):
        fused[at] += _WEIGHT / (_OFFSET + place)
    order = sorted(fused, key=lambda at: -fused[at])
    # Scores stay on their scale, and in order.
    return replace(
        findings,
        passages=tuple(
            replace(passages[at], score=passages[place].score) for place, at in enumerate(order)
        ),
    )


def _text_of(passage: Passage) -> str:
    return f"{passage.sheet_title} › {passage.section}\n{passage.text}"[:_MOST_CHARACTERS]
