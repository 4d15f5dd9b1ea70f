"""What is in force in this process: settings, footer notice, banners. Read again every 20 s."""

import logging
import threading
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import DatabaseError, close_old_connections
from django.utils import timezone

from apps.operations.adjustable import apply_values
from apps.operations.enums import TextName
from apps.operations.models import Banner, SettingChange, TextVersion

logger = logging.getLogger(__name__)
EVERY_SECONDS = 20.0


@dataclass(frozen=True, slots=True)
class InForce:
    """`model_notice` "": the one that comes with the service."""

    model_notice: str = ""
    banners: tuple[Banner, ...] = ()

    def banner(self, now: datetime | None = None) -> Banner | None:
        """The banner to show: the one that closes the service first, else the latest."""
        now = now or timezone.now()
        shown = [banner for banner in self.banners if banner.is_shown(now)]
        return self.closing(now) or (shown[0] if shown else None)

    def closing(self, now: datetime | None = None) -> Banner | None:
        """The banner that closes the service now."""
        now = now or timezone.now()
        return next((banner for banner in self.banners if banner.is_closing(now)), None)


class _Kept:
    value = InForce()


def in_force() -> InForce:
    """As read last; costs no query."""
    return _Kept.value


def read_again() -> None:
    """Read what is in force and put it in force here. Three queries."""
    rows = SettingChange.objects.order_by("name", "-pk").distinct("name")
    apply_values({row.name: row.value for row in rows})
    notice = TextVersion.objects.filter(name=TextName.MODEL_NOTICE).first()
    _Kept.value = InForce(
        model_notice=notice.source if notice else "",
        banners=tuple(Banner.objects.to_come_or_shown()),
    )


def keep_reading() -> None:
    """Read again for as long as the process lives, in a thread of its own; unless told not to."""
    if not settings.FOLLOWS_CHANGES:
        return
    threading.Thread(target=_loop, name="in-force", daemon=True).start()


def _loop() -> None:
    pause = threading.Event()
    while True:
        try:
            read_again()
        except DatabaseError as error:
            # Not migrated yet, or the database is away: what is in force stays.
            logger.warning("settings could not be read again", extra={"error": type(error)})
        finally:
            close_old_connections()
        pause.wait(EVERY_SECONDS)
