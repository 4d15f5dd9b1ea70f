"""Shows reviews: reasons, criteria, shares, what checking found, how long an answer took."""

from collections import Counter
from collections.abc import Iterable

from django import template
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from apps.conversations.enums import FeedbackReason
from apps.conversations.models import Answer, AnswerSentence
from apps.reviews.enums import RiskReason

register = template.Library()

CRITERION_LABELS: dict[str, Promise] = {
    "exact": _("Accurate"),
    "complete": _("Complete"),
    "clear": _("Clear"),
    "sourced": _("Sourced"),
    "tone": _("Tone"),
}
TIMING_LABELS: dict[str, Promise] = {
    "first_source": _("First source"),
    "first_text": _("First text"),
    "first_sentence": _("First sentence"),
    "total": _("Whole answer"),
}
_SEVERE = 30


@register.filter
def criterion_label(name: str) -> Promise:
    return CRITERION_LABELS[name]


@register.filter
def reason_label(reason: str) -> str:
    return str(RiskReason(reason).label)


@register.filter
def reason_level(reason: str) -> str:
    """The class of the badge; the words say the same."""
    severe = RiskReason(reason).weight >= _SEVERE
    return "fr-badge--error" if severe else "fr-badge--warning"


@register.filter
def feedback_reason(reason: str) -> str:
    return str(FeedbackReason(reason).label)


@register.filter
def percent(share: float) -> str:
    """A share from 0 to 1 as « 12 % »."""
    return f"{round(share * 100)}\u00a0%"


@register.filter
def check_counts(sentences: Iterable[AnswerSentence]) -> Counter[str]:
    return Counter(str(sentence.check_status) for sentence in sentences)


@register.filter
def timings(answer: Answer) -> list[tuple[Promise, float]]:
    """Seconds from the start of the answer."""
    return [
        (label, answer.timings_ms[name] / 1000)
        for name, label in TIMING_LABELS.items()
        if name in answer.timings_ms
    ]
