"""What an answer cost in CO₂ and energy, as the endpoint of the model told it."""

from dataclasses import dataclass

from django import template
from django.conf import settings
from django.utils.formats import number_format

from apps.conversations.models import Answer

register = template.Library()


@dataclass(frozen=True, slots=True)
class Footprint:
    """Of all calls for one answer: at most these grams, and watt-hours ("": not told), in words."""

    co2_grams: str
    energy_wh: str


@register.simple_tag
def footprint(answer: Answer) -> Footprint | None:
    """None when the endpoint told nothing, or the settings hide it."""
    if not settings.SHOW_FOOTPRINT:
        return None
    usages = [run.get("usage") or {} for run in answer.parameters.get("runs", [])]
    told = [usage for usage in usages if usage.get("co2_grams")]
    if not told:
        return None
    return Footprint(
        co2_grams=_two_digits(sum(usage["co2_grams"] for usage in told)),
        energy_wh=_two_digits(sum(usage.get("energy_wh") or 0 for usage in told)),
    )


def _two_digits(value: float) -> str:
    """An estimate bears no more than two significant digits; "" for zero."""
    return number_format(float(f"{value:.2g}")) if value else ""
