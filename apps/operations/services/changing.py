"""Changes to settings, texts and banners: each with its audit event, in force here at once and in
every process within 20 seconds."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.audit.enums import EventKind
from apps.audit.services import append_event, content_hash
from apps.operations.adjustable import ADJUSTABLE
from apps.operations.enums import BannerLevel, TextName
from apps.operations.in_force import read_again
from apps.operations.models import Banner, SettingChange, TextVersion


class ValueRefused(Exception):
    """A value out of bounds, or dates in a wrong order; the message says which."""


@transaction.atomic
def change_setting(*, name: str, value: float | None, changed_by: User) -> SettingChange:
    """Give a setting a value; None: back to what the environment says.

    Raises ValueRefused out of bounds, KeyError for a setting that may not be changed.
    """
    one = ADJUSTABLE[name]
    if value is not None and not one.least <= value <= one.most:
        raise ValueRefused(
            _("Between %(least)g and %(most)g.") % {"least": one.least, "most": one.most}
        )
    if value is not None and one.is_whole and value != int(value):
        raise ValueRefused(_("A whole number."))
    before = SettingChange.objects.filter(name=name).first()
    change = SettingChange.objects.create(name=name, value=value, changed_by=changed_by)
    transaction.on_commit(read_again)
    append_event(
        kind=EventKind.SETTING_CHANGED,
        actor_id=changed_by.pk,
        subject_type="setting",
        subject_id=name,
        payload={"before": before.value if before else None, "after": value},
    )
    return change


@transaction.atomic
def change_text(*, name: TextName, source: str, changed_by: User) -> TextVersion:
    """Put a new version of a text in force; an empty one: back to the text of the service."""
    version = TextVersion.objects.create(name=name, source=source.strip(), changed_by=changed_by)
    transaction.on_commit(read_again)
    append_event(
        kind=EventKind.TEXT_CHANGED,
        actor_id=changed_by.pk,
        subject_type="text",
        subject_id=name,
        payload={"version": version.pk, "content": content_hash(version.source)},
    )
    return version


@transaction.atomic
def announce(
    *,
    text: str,
    level: BannerLevel,
    shown_from: datetime,
    ends_at: datetime,
    announced_by: User,
    starts_at: datetime | None = None,
    closes_service: bool = False,
) -> Banner:
    """Show a banner between two dates, and close the service meanwhile if asked.

    Raises ValueRefused for dates in a wrong order or wholly past.
    """
    begins = starts_at or shown_from
    if not shown_from <= begins < ends_at or ends_at <= timezone.now():
        raise ValueRefused(_("The end must come after the beginning, and after now."))
    banner = Banner.objects.create(
        text=text,
        level=level,
        shown_from=shown_from,
        starts_at=starts_at,
        ends_at=ends_at,
        closes_service=closes_service,
        created_by=announced_by,
    )
    transaction.on_commit(read_again)
    _record_banner(banner, announced_by)
    return banner


@transaction.atomic
def end_banner(*, banner: Banner, ended_by: User) -> Banner:
    """Take a banner away before its date, and open the service again."""
    banner = Banner.objects.select_for_update().get(pk=banner.pk)
    if banner.ended_at is None:
        banner.ended_at = timezone.now()
        banner.save(update_fields=["ended_at"])
    transaction.on_commit(read_again)
    _record_banner(banner, ended_by)
    return banner


def _record_banner(banner: Banner, actor: User) -> None:
    append_event(
        kind=EventKind.BANNER_CHANGED,
        actor_id=actor.pk,
        subject_type="banner",
        subject_id=banner.pk,
        payload={
            "from": banner.shown_from.isoformat(),
            "until": (banner.ended_at or banner.ends_at).isoformat(),
            "closes_service": banner.closes_service,
        },
    )
