"""Shows how long counsellors waited."""

from django import template

register = template.Library()


@register.filter
def duration(seconds: float) -> str:
    """Seconds as « 2 min 05 s », or « 1 h 12 min » from an hour on."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours}\u00a0h {minutes:02}\u00a0min"
    return f"{minutes}\u00a0min {rest:02}\u00a0s"
