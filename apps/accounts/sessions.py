"""How long a session still lasts: it ends after a time without an act, and a day's work at most."""

from datetime import timedelta

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.utils import timezone

BEGAN_KEY, ACTED_KEY, FACING_KEY = "began", "acted", "faces_citizen"
"""Seconds since 1970 of the sign-in and of the last act noted; is the screen facing a citizen."""
_NOTED_EVERY = 60


def begin(session: SessionBase) -> None:
    session[BEGAN_KEY] = session[ACTED_KEY] = _now()


def is_worn_out(session: SessionBase) -> bool:
    """A day's work is over, however active the person was."""
    return _now() >= _last_moment(session)


def note_act(session: SessionBase, *, at_once: bool = False) -> None:
    """An act moves the end away; written once a minute only, since each is a row written."""
    if at_once or _now() - session.get(ACTED_KEY, 0) >= _NOTED_EVERY:
        session[ACTED_KEY] = _now()


def note_act_of(session_key: str | None) -> None:
    """The same for an act over a socket; leaves alone what pages keep in the session."""
    last = _last_moment(SessionStore(session_key))
    end = min(_now() + settings.SESSION_COOKIE_AGE, last)
    expire_date = timezone.now() + timedelta(seconds=end - _now())
    Session.objects.filter(session_key=session_key).update(expire_date=expire_date)


def seconds_left(session: SessionBase) -> int:
    """Until the session ends if nothing is done; 0 once it ended."""
    row = Session.objects.filter(session_key=session.session_key).first()
    if row is None:
        return 0
    idle = (row.expire_date - timezone.now()).total_seconds()
    return max(0, round(min(idle, _last_moment(session) - _now())))


def _last_moment(session: SessionBase) -> int:
    began: int = session.get(BEGAN_KEY, _now())
    life: int = settings.SESSION_LIFE_SECONDS
    return began + life


def _now() -> int:
    return round(timezone.now().timestamp())
