"""Counsellors are known to supervisors by a number, redrawn every month (PRODUCT S-03)."""

import hashlib
import hmac
from datetime import date
from uuid import UUID

from django.conf import settings


def pseudonym(user_id: UUID, on: date) -> str:
    """A number that stands for a counsellor for one month, without desk."""
    message = f"{on:%Y-%m}:{user_id}".encode()
    digest = hmac.new(settings.SECRET_KEY.encode(), message, hashlib.sha256).digest()
    return str(int.from_bytes(digest[:4], "big") % 9000 + 1000)
