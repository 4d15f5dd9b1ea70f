"""Default deny: every view states who may call it, and a matrix says what each role gets."""

from collections.abc import Callable, Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from apps.accounts.enums import Role
from apps.accounts.models import User
from tests.accounts.factories import UserFactory

# Public on purpose, or guarded by its library: each with its reason.
PUBLIC = {
    "healthz": "the load balancer asks",
    "readyz": "the load balancer asks",
    "help": "the law and plain service want these texts open to all",
    "accessibility": "see help",
    "personal_data": "see help",
    "legal_notice": "see help",
    "ai_transparency": "see help",
    "forbidden_uses": "see help",
    "sitemap": "see help",
    "metrics": "Prometheus has no account: a token opens it in production",
}
LIBRARY_PREFIX = "compte/"  # allauth guards its own pages


def _patterns(resolver: URLResolver, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    for entry in resolver.url_patterns:
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from _patterns(entry, route)
        else:
            yield route, entry


def _own_patterns() -> list[tuple[str, URLPattern]]:
    return [
        (route, pattern)
        for route, pattern in _patterns(get_resolver())
        if not route.startswith(LIBRARY_PREFIX) and (pattern.name or "") not in PUBLIC
    ]


def test_every_view_states_its_roles() -> None:
    silent = [route for route, pattern in _own_patterns() if not hasattr(pattern.callback, "roles")]
    assert silent == []


@pytest.mark.django_db
def test_nobody_signed_out_gets_past_the_sign_in(client: Client) -> None:
    open_to_all = []
    for route, pattern in _own_patterns():
        if "<" in route or not pattern.callback.roles:
            continue
        response = client.get("/" + route)
        if response.status_code not in (302, 405) or (
            response.status_code == 302 and "/compte/" not in response["Location"]
        ):
            open_to_all.append((route, response.status_code))
    assert open_to_all == []


@pytest.mark.django_db
@pytest.mark.parametrize("role", list(Role))
def test_a_role_gets_only_its_own_pages(role: Role, client_of: Callable[[User], Client]) -> None:
    client = client_of(UserFactory(roles=[role]))
    wrong = []
    for route, pattern in _own_patterns():
        if "<" in route or not pattern.callback.roles:
            continue
        status = client.get("/" + route).status_code
        allowed = role in pattern.callback.roles
        if (status == 403) == allowed or status >= 500:
            wrong.append((route, role.value, status))
    assert wrong == []
