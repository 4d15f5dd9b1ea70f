"""How much of the model a desk and the service may still use; past that, answers are extracts."""

from datetime import timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import Desk
from apps.answering.enums import DegradedReason
from apps.conversations.models import Answer

USED_UP: dict[DegradedReason, Promise] = {
    DegradedReason.DESK_LIMIT: _("Your desk has used the model as often as it may in an hour."),
    DegradedReason.DAILY_LIMIT: _("The model has been used as often as the service may in a day."),
}


def used_up(desk: Desk | None) -> DegradedReason | None:
    """Which limit is reached, if any. An answer counts once it has ended, whoever wrote it at last.

    So a few more than the limit may be under way when it is reached. 0 in the settings: no limit.
    """
    now = timezone.localtime()
    written = Answer.objects.by_model()
    per_desk, per_day = settings.DESK_MODEL_ANSWERS_PER_HOUR, settings.MODEL_ANSWERS_PER_DAY
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    if per_day and written.filter(created_at__gte=midnight).count() >= per_day:
        return DegradedReason.DAILY_LIMIT
    if per_desk and desk is not None:
        recent = written.filter(created_at__gte=now - timedelta(hours=1))
        if recent.filter(conversation__desk=desk).count() >= per_desk:
            return DegradedReason.DESK_LIMIT
    return None
