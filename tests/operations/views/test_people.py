"""Users: the administrators' screens."""

import re
from collections.abc import Callable

import pytest
from django.core import mail
from django.test import Client

from apps.accounts.models import Desk, User

Clients = Callable[[User], Client]
LIST = "/administration/utilisateurs/"
NINA = {
    "email": "nina@example.org",
    "full_name": "Nina Faure",
    "roles": ["counsellor"],
    "desk": "France services Guéret (gueret)",
    "scope": "",
}


def _link(html: str) -> str:
    found = re.search(r'value="http://testserver(/compte/[^"]+)"', html)
    assert found
    return found[1]


def _listed(client: Client, query: str) -> list[str]:
    return [person.full_name for person in client.get(LIST + query).context["page"]]


def test_it_finds_people_by_words_role_departement_and_state(
    emma: User, alice: User, bob: User, david: User, client_of: Clients
) -> None:
    client = client_of(emma)
    assert _listed(client, "?words=mart") == ["Alice Martin"]
    assert _listed(client, "?role=supervisor") == ["Bob Diallo"]
    assert _listed(client, "?departement=23") == ["Alice Martin", "Bob Diallo"]
    User.objects.filter(pk=david.pk).update(is_active=False)
    assert _listed(client, "?state=suspended") == ["David Lopez"]
    assert _listed(client, "?state=nonsense&departement=zz") == [
        "Alice Martin",
        "Bob Diallo",
        "David Lopez",
        "Emma Roche",
    ]


def test_the_list_answers_in_a_fixed_number_of_queries(
    emma: User, alice: User, david: User, client_of: Clients, django_assert_max_num_queries
) -> None:
    client = client_of(emma)
    with django_assert_max_num_queries(7):
        client.get(LIST)


def test_without_mail_the_link_is_shown_once_and_opens_the_account(
    emma: User, gueret: Desk, client_of: Clients
) -> None:
    """A-13: the whole way of somebody invited."""
    client = client_of(emma)
    html = client.post(LIST + "nouveau/", NINA).content.decode()
    link = _link(html)
    nina = User.objects.get(email="nina@example.org")
    assert nina.desk == gueret
    assert link not in client.get(f"{LIST}{nina.pk}/").content.decode()

    visitor = Client()
    form_url = visitor.get(link)["Location"]
    password = "trois-chats-verts-2026"
    visitor.post(form_url, {"password1": password, "password2": password})
    data = {"login": nina.email, "password": password}
    assert visitor.post("/compte/login/", data).status_code == 302
    assert visitor.get("/echanges/")["Location"] == "/cadre-usage/"  # the rules of use come first
    assert "password1" not in Client().get(link, follow=True).content.decode()


def test_with_mail_the_link_is_mailed_and_not_shown(
    emma: User, gueret: Desk, client_of: Clients, settings
) -> None:
    settings.MAIL_IS_ON = True
    html = client_of(emma).post(LIST + "nouveau/", NINA).content.decode()
    assert mail.outbox[0].to == ["nina@example.org"]
    assert "/compte/" in mail.outbox[0].body
    assert "password/reset/key" not in html


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"roles": []}, "roles"),
        ({"desk": ""}, "desk"),
        ({"desk": "France services Paris"}, "desk"),
        ({"desk": "France services"}, "desk"),
        ({"roles": ["supervisor"]}, "scope"),
        ({"roles": ["supervisor"], "scope": "23, 999"}, "scope"),
        ({"email": "emma@example.org"}, "email"),
        ({"email": "nobody"}, "email"),
        ({"roles": ["owner"]}, "roles"),
    ],
)
def test_it_refuses_an_invitation_that_makes_no_sense(
    emma: User,
    gueret: Desk,
    tulle: Desk,
    client_of: Clients,
    changes: dict[str, object],
    field: str,
) -> None:
    response = client_of(emma).post(LIST + "nouveau/", NINA | changes)
    assert response.status_code == 422
    assert field in response.context["form"].errors
    assert not User.objects.filter(email="nina@example.org").exists()


def test_a_person_is_changed_suspended_and_reactivated(
    emma: User, alice: User, client_of: Clients
) -> None:
    client = client_of(emma)
    page = f"{LIST}{alice.pk}/"
    data = {"full_name": "Alice M.", "roles": ["curator"], "desk": "", "scope": "23"}
    client.post(page, data)
    alice.refresh_from_db()
    assert (alice.full_name, alice.roles, alice.scope) == ("Alice M.", ["curator"], [])
    client.post(page + "suspendre/")
    alice.refresh_from_db()
    assert not alice.is_active
    client.post(page + "reactiver/")
    alice.refresh_from_db()
    assert alice.is_active
    assert len(client.get(page).context["history"]) == 3


def test_a_new_link_ends_the_former_password(emma: User, alice: User, client_of: Clients) -> None:
    alice.set_password("un-ancien-secret")
    alice.save()
    _link(client_of(emma).post(f"{LIST}{alice.pk}/lien/").content.decode())
    data = {"login": alice.email, "password": "un-ancien-secret"}
    assert Client().post("/compte/login/", data).status_code == 200


def test_it_tells_an_administrator_not_to_shut_themselves_out(
    emma: User, client_of: Clients
) -> None:
    client = client_of(emma)
    assert "suspendre" not in client.get(f"{LIST}{emma.pk}/").content.decode()
    client.post(f"{LIST}{emma.pk}/suspendre/")
    data = {"full_name": "Emma", "roles": ["curator"], "desk": "", "scope": ""}
    assert client.post(f"{LIST}{emma.pk}/", data).status_code == 422
    emma.refresh_from_db()
    assert (emma.is_active, emma.roles) == (True, ["administrator"])


@pytest.mark.parametrize("act", ["", "suspendre/", "reactiver/", "lien/"])
def test_only_an_administrator_acts_on_people(
    alice: User, bob: User, carole: User, client_of: Clients, act: str
) -> None:
    for user in (alice, bob, carole):
        assert client_of(user).post(f"{LIST}{alice.pk}/{act}").status_code == 403
