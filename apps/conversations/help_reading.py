"""What the two sides of a help see of it, on the page and over the socket."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from uuid import UUID

from django.template.loader import render_to_string
from django.utils import timezone

from apps.accounts.models import User
from apps.accounts.pseudonyms import pseudonym
from apps.conversations.models import Conversation, Draft, Duty, HelpRequest
from apps.conversations.services import on_duty

_MONTH = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class HelpView:
    """The last help of an exchange, as one of its two sides sees it.

    `stage` says which forms are offered: "free", "waiting", "joined" or "referent".
    """

    conversation: Conversation
    viewer: User
    help_request: HelpRequest | None
    stage: str
    pseudonym: str
    is_anyone_on_duty: bool
    draft: Draft | None

    @property
    def is_referent(self) -> bool:
        return self.stage == "referent"


def help_view(conversation: Conversation, viewer: User) -> HelpView | None:
    """None for whoever only reads a shared exchange."""
    last = conversation.helps.select_related("supervisor").order_by("-asked_at").first()
    is_open = last is not None and last.ended_at is None
    if is_open and last is not None and last.supervisor_id == viewer.pk:
        stage = "referent"
    elif conversation.author_id != viewer.pk:
        return None
    elif not is_open or last is None:
        stage = "free"
    else:
        stage = "joined" if last.supervisor_id else "waiting"
    return HelpView(
        conversation=conversation,
        viewer=viewer,
        help_request=last,
        stage=stage,
        pseudonym=pseudonym(conversation.author_id, timezone.localdate(conversation.created_at)),
        is_anyone_on_duty=stage in ("free", "waiting") and _is_anyone_on_duty(conversation),
        draft=_draft(conversation) if stage == "referent" else None,
    )


def help_html(conversation_id: UUID, viewer: User) -> tuple[str, str, str]:
    """The stage, what was said, and the forms; empty for whoever only reads."""
    conversation = Conversation.objects.visible_to(viewer).filter(pk=conversation_id).first()
    view = help_view(conversation, viewer) if conversation else None
    if view is None:
        return "", "", ""
    context = {"view": view, "oob": True}
    return (
        view.stage,
        render_to_string("conversations/_help_log.html", context),
        render_to_string("conversations/_help_forms.html", context),
    )


def _is_anyone_on_duty(conversation: Conversation) -> bool:
    return bool(on_duty(conversation, timezone.now()))


def _draft(conversation: Conversation) -> Draft | None:
    drafts = Draft.objects.filter(answer__conversation=conversation)
    return drafts.order_by("-answer__created_at").first()


@dataclass(frozen=True, slots=True)
class Waits:
    """How long counsellors waited over the last 30 days; seconds."""

    joined: int
    not_joined: int
    median: float | None
    longest: float | None


def waits(user: User, now: datetime) -> Waits:
    """Of the helps in the supervisor's scope."""
    helps = HelpRequest.objects.visible_to(user).filter(asked_at__gte=now - _MONTH)
    moments = helps.filter(joined_at__isnull=False).values_list("asked_at", "joined_at")
    seconds = [(joined - asked).total_seconds() for asked, joined in moments if joined]
    return Waits(
        joined=len(seconds),
        not_joined=helps.filter(joined_at__isnull=True).count(),
        median=median(seconds) if seconds else None,
        longest=max(seconds, default=None),
    )


def duty_since(user: User, now: datetime) -> datetime | None:
    """Since when this supervisor is on duty; None when not."""
    duty = Duty.objects.running(now).filter(supervisor=user).first()
    return duty.since if duty else None
