"""How shares are written: « 93,5 % », with « — » for what cannot be said."""

from django import template
from django.utils.formats import number_format
from django.utils.translation import gettext as _

register = template.Library()

_NBSP = "\u00a0"


@register.filter
def percent(share: float | str | None) -> str:
    """A share from 0 to 1 as a percentage with one decimal; of a figure that is not there, too."""
    # A template gives "" for an attribute of nothing.
    return f"{_number(share)}{_NBSP}%" if isinstance(share, int | float) else "—"


@register.filter
def seconds(delay_ms: float | str | None) -> str:
    """A delay in seconds with one decimal; of a delay that is not there, too."""
    if not isinstance(delay_ms, int | float):
        return "—"
    return f"{number_format(delay_ms / 1000, decimal_pos=1)}{_NBSP}s"


@register.filter
def interval(ends: tuple[float, float] | None) -> str:
    """The two ends of an interval of shares."""
    if not ends:
        return "—"
    low, high = (_number(end) for end in ends)
    return _("%(low)s to %(high)s") % {"low": low, "high": high} + f"{_NBSP}%"


@register.filter
def ends(estimate: object) -> tuple[float, float] | None:
    """The interval of an estimate."""
    low, high = getattr(estimate, "low", None), getattr(estimate, "high", None)
    return None if low is None or high is None else (low, high)


@register.filter
def release_part(name: str) -> str:
    """A part of a release, or the value that has a name of ours, in words."""
    parts = {
        "drafter": _("Drafted by"),
        "extractive": _("extracts of the sheets"),
        "llm": _("a model"),
        "model": _("Model"),
        "prompt_version": _("Prompt"),
        "prompt": _("Digest of the prompt"),
        "embeddings": _("Model of meaning"),
        "embedded": _("the one shipped with the tool"),
        "rerank": _("Model of ranking"),
        "weights": _("Digest of the weights of search"),
        "lexicon": _("Digest of the lexicon"),
    }
    return parts.get(name, name)


def _number(share: float) -> str:
    return str(number_format(round(share * 100, 1), decimal_pos=1))
