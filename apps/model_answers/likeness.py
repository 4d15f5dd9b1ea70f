"""Which réponses types answer a request that is nearly the same as theirs."""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from asgiref.sync import async_to_sync
from django.conf import settings

from apps.accounts.models import User
from apps.answering.wording import content_stems
from apps.model_answers.models import ModelAnswer, ModelAnswerRevision
from apps.sheets.search.embedding import Vector, current_embedder

# Words alone say which are worth a comparison by meaning.
_WORTH_COMPARING = 0.2
_MOST_COMPARED = 5


@dataclass(frozen=True, slots=True)
class Likely:
    """A réponse type and its likeness to a request, from 0 to 1."""

    model_answer: ModelAnswer
    likeness: float


def likely_model_answers(text: str, user: User, *, limit: int = 2) -> list[Likely]:
    """What is offered for a masked request, likest first: likeness at or above the setting.

    Likeness is the mean of what the words and the meanings have in common; of the words alone
    when no vector can be had in time.
    """
    offered = ModelAnswer.objects.visible_to(user).offered()
    near = [one for one in by_words(text, offered) if one.likeness >= _WORTH_COMPARING]
    if not near:
        return []
    compared = near[:_MOST_COMPARED]
    meanings = async_to_sync(_meanings)(text, [one.model_answer.current for one in compared])
    likely = [
        Likely(one.model_answer, one.likeness if cosine is None else (one.likeness + cosine) / 2)
        for one, cosine in zip(compared, meanings, strict=True)
    ]
    kept = [one for one in likely if one.likeness >= settings.MODEL_ANSWER_LIKENESS]
    return sorted(kept, key=lambda one: -one.likeness)[:limit]


def by_words(text: str, model_answers: Iterable[ModelAnswer]) -> list[Likely]:
    """All of them, those whose typical request or title shares the most words with `text` first."""
    stems = set(content_stems(text))
    scored = [Likely(one, _shared(stems, one.current)) for one in model_answers]
    return sorted(scored, key=lambda one: -one.likeness)


def _shared(stems: set[str], revision: ModelAnswerRevision) -> float:
    """Dice's coefficient of the distinct stems: 1 when all are common, 0 when none is."""
    others = (set(content_stems(revision.question)), set(content_stems(revision.title)))
    return max(2 * len(stems & other) / max(len(stems) + len(other), 1) for other in others)


async def _meanings(text: str, revisions: Sequence[ModelAnswerRevision]) -> list[float | None]:
    """Cosines of the request with each typical request; None where a vector is missing."""
    embedder = current_embedder()
    texts = [text, *(revision.question for revision in revisions)]
    asked, *typical = await asyncio.gather(*map(embedder.embed_query, texts))
    return [_cosine(asked, vector) for vector in typical]


def _cosine(one: Vector | None, other: Vector | None) -> float | None:
    if not one or not other:
        return None
    left, right = np.asarray(one), np.asarray(other)
    norm = float(np.linalg.norm(left) * np.linalg.norm(right))
    return float(left @ right) / norm if norm else None
