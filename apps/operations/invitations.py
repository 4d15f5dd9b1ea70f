"""The link behind which a person chooses their password: mailed, or shown once."""

import logging
import smtplib
from dataclasses import dataclass

from allauth.account.adapter import get_adapter
from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.mail import send_mail
from django.utils.translation import gettext as _

from apps.accounts.models import User

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Invitation:
    """`url` opens the account once, within `days`; `is_mailed`: its owner has it."""

    user: User
    url: str
    days: int
    is_mailed: bool


def send_invitation(user: User) -> Invitation:
    """Make the link and mail it; where mail is off or fails, it is for the administrator to hand
    over. Nothing keeps the link: it is made from the account, and dies with its first use."""
    key = f"{user_pk_to_url_str(user)}-{default_token_generator.make_token(user)}"
    url = get_adapter().get_reset_password_from_key_url(key)
    days = settings.PASSWORD_RESET_TIMEOUT // 86_400
    return Invitation(user, url, days, is_mailed=_mail(user, url, days))


def _mail(user: User, url: str, days: int) -> bool:
    if not settings.MAIL_IS_ON:
        return False
    text = _(
        "Hello,\n\nAn account of the France services assistant was opened for you. "
        "Choose your password here, within %(days)d days:\n\n%(url)s\n"
    ) % {"days": days, "url": url}
    try:
        send_mail(_("Your account of the France services assistant"), text, None, [user.email])
    except (OSError, smtplib.SMTPException):
        logger.exception("an invitation could not be mailed")
        return False
    return True
