"""What curators work on before it is published."""

from apps.curation.models.drafts import SheetDraft
from apps.curation.models.gaps import Gap, GapSignal
from apps.curation.models.replays import Replay

__all__ = ["Gap", "GapSignal", "Replay", "SheetDraft"]
