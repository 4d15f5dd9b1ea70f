"""Drafts an answer out of the sheets' own sentences, without any model."""

from collections.abc import AsyncIterator

from apps.answering.composition import compose
from apps.answering.enums import DegradedReason, DrafterName
from apps.answering.ports import DraftingFailed, DraftRequest


class ExtractiveDrafter:
    """A `Drafter` that needs nothing but the passages: every sentence is a quote."""

    name = DrafterName.EXTRACTIVE

    async def draft(self, request: DraftRequest) -> AsyncIterator[str]:
        """Lines of the draft markup. Raises DraftingFailed when no passage holds a sentence."""
        lines = compose(request)
        if not lines:
            raise DraftingFailed(DegradedReason.MODEL_INVALID, "no sentence to quote")
        for line in lines:
            yield line + "\n"
