"""What curators work on before it is published."""

from apps.curation.models.drafts import SheetDraft

__all__ = ["SheetDraft"]
