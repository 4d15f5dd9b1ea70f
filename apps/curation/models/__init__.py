"""What curators work on before it is published."""

from apps.curation.models.drafts import SheetDraft
from apps.curation.models.gaps import Gap, GapSignal

__all__ = ["Gap", "GapSignal", "SheetDraft"]
