"""Owners of themes are reminded of the sheets whose date of review is past."""

from uuid import UUID

from django.conf import settings
from django.core.mail import send_mail
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.accounts.enums import Role
from apps.accounts.models import User
from apps.notices.models import NoticeKind
from apps.notices.services import notify
from apps.sheets.models import ReviewPeriod, SheetRevision


def remind_owners() -> int:
    """Tell the owner of each theme how many of its sheets are overdue; returns how many people.

    Of themes without an owner all curators are told. By mail too where a mail server is set.
    """
    owners = dict(
        ReviewPeriod.objects.filter(owner__is_active=True).values_list("theme_id", "owner")
    )
    counts: dict[UUID, int] = {}
    unowned = 0
    for theme_id in _themes_overdue():
        if theme_id in owners:
            counts[owners[theme_id]] = counts.get(owners[theme_id], 0) + 1
        else:
            unowned += 1
    curators = User.objects.active().holding(Role.CURATOR)
    told = {user: counts.pop(user.pk, 0) + unowned for user in curators}
    told |= {user: counts[user.pk] for user in User.objects.filter(pk__in=counts)}
    for user, count in told.items():
        if count:
            _remind(user, count)
    return sum(count > 0 for count in told.values())


def _themes_overdue() -> QuerySet[SheetRevision, str]:
    """The theme of each overdue sheet."""
    due = SheetRevision.objects.due_for_review().order_by()
    return due.values_list("sheet__theme_id", flat=True)


def _remind(user: User, count: int) -> None:
    title = ngettext("%(count)s sheet to review", "%(count)s sheets to review", count) % {
        "count": count
    }
    text = _("Their date of review is past, and answers that quote them say so.")
    url = f"{reverse('curation:revision_list')}?state=due"
    notify(recipient=user, kind=NoticeKind.REVIEW_DUE, title=title, text=text, url=url)
    if settings.EMAIL_HOST:
        address = f"{settings.ORIGINS[0]}{url}"
        send_mail(title, f"{text}\n\n{address}", None, [user.email])
