"""What curators work on before it is published."""

from apps.curation.models.drafts import SheetDraft
from apps.curation.models.gaps import Gap, GapSignal
from apps.curation.models.publishing_rules import PublishingRule
from apps.curation.models.replays import Replay

__all__ = ["Gap", "GapSignal", "PublishingRule", "Replay", "SheetDraft"]
