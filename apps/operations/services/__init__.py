"""What administrators and operators do: settings, texts and banners; retention and its holds."""

from apps.operations.services.changing import (
    ValueRefused,
    announce,
    change_setting,
    change_text,
    end_banner,
)
from apps.operations.services.holding import HoldRefused, lift_hold, place_hold
from apps.operations.services.purging import Purged, purge_expired

__all__ = [
    "HoldRefused",
    "Purged",
    "ValueRefused",
    "announce",
    "change_setting",
    "change_text",
    "end_banner",
    "lift_hold",
    "place_hold",
    "purge_expired",
]
