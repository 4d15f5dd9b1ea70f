"""What administrators and operators do: settings, texts and banners; retention and its holds; one
person's data exported and erased; jobs of a killed worker begun again."""

from apps.operations.services.changing import (
    ValueRefused,
    announce,
    change_setting,
    change_text,
    end_banner,
)
from apps.operations.services.erasing import Erased, ErasureRefused, erase_person, erase_words
from apps.operations.services.exporting import export_person
from apps.operations.services.holding import HoldRefused, lift_hold, place_hold
from apps.operations.services.purging import Purged, purge_expired
from apps.operations.services.taking_up import take_up_jobs

__all__ = [
    "Erased",
    "ErasureRefused",
    "HoldRefused",
    "Purged",
    "ValueRefused",
    "announce",
    "change_setting",
    "change_text",
    "end_banner",
    "erase_person",
    "erase_words",
    "export_person",
    "lift_hold",
    "place_hold",
    "purge_expired",
    "take_up_jobs",
]
