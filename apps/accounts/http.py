"""The request that signed-in views receive."""

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from apps.accounts.models import User


class Request(HttpRequest):
    """A request with its user and what htmx says of it."""

    user: User
    htmx: HtmxDetails
