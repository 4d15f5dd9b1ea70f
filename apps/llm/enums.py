"""Closed lists of the model's side."""

from enum import StrEnum


class ModelState(StrEnum):
    """What is known of the endpoint, for the banner and the health pages."""

    OFF = "off"
    UNKNOWN = "unknown"
    UP = "up"
    DOWN = "down"
