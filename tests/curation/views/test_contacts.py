"""Contacts and procedures: listed, added, changed, withdrawn; used by answers and drafts."""

import pytest
from django.db import IntegrityError
from django.urls import reverse

from apps.accounts.models import Departement
from apps.audit.models import AuditEvent
from apps.curation.contact_forms import written_number
from apps.sheets.models import PublishedContact
from apps.sheets.search import read_directory
from apps.sheets.services.directory import save_entry, withdraw_entry
from tests.accounts.factories import UserFactory

pytestmark = pytest.mark.django_db
GIVEN = {
    "operator": "caf",
    "name": " Caf  nationale ",
    "departement": "",
    "phone": "+33 9 69 32 52 52",
    "hours": "Du lundi au vendredi, de 9 h à 17 h",
    "url": "https://www.caf.fr/nous-contacter",
    "email": "contact@caf.fr",
}


@pytest.fixture
def client(client_of, carole):
    return client_of(carole)


def kept(carole, **facts):
    given = {"name": "Caf nationale", "operator": "caf", "phone": "32 30"} | facts
    return save_entry(entry=PublishedContact(**given), saved_by=carole)


def acts():
    events = AuditEvent.objects.filter(kind="contact_changed").order_by("seq")
    return [event.payload["act"] for event in events]


def test_it_adds_a_contact_and_writes_its_number_as_people_read_it(client):
    """A-12"""
    assert client.post(reverse("curation:contact_new"), GIVEN).status_code == 302
    contact = PublishedContact.objects.get()
    assert (contact.name, contact.phone) == ("Caf nationale", "09 69 32 52 52")
    assert contact.departement is None
    assert acts() == ["added"]


def test_it_changes_a_contact(client, carole):
    """A-12"""
    address = reverse("curation:contact_change", args=[kept(carole).pk])
    assert "32 30" in client.get(address).content.decode()
    assert client.post(address, GIVEN | {"version": 1}).status_code == 302
    assert PublishedContact.objects.get().url == GIVEN["url"]
    assert acts() == ["added", "changed"]


def test_two_curators_on_one_contact_overwrite_nothing_unknowingly(client, client_of, carole):
    """A-12: the second one sees what the first kept, and may then replace it."""
    chloe = UserFactory(full_name="Chloé Nguyen", roles=["curator"])
    address = reverse("curation:contact_change", args=[kept(carole).pk])
    seen = GIVEN | {"version": client.get(address).context["form"]["version"].value()}
    assert client_of(chloe).post(address, seen | {"phone": "3646"}).status_code == 302
    refused = client.post(address, seen | {"hours": "Le matin"})
    html = refused.content.decode()
    assert refused.status_code == 409
    assert "Chloé Nguyen" in html
    assert "36 46" in html
    assert "Le matin" in html
    assert PublishedContact.objects.get().phone == "36 46"
    again = {field.html_name: field.value() or "" for field in refused.context["form"]}
    assert client.post(address, again).status_code == 302
    assert (PublishedContact.objects.get().phone, acts()) == (
        "09 69 32 52 52",
        ["added", "changed", "changed"],
    )


@pytest.mark.parametrize("version", ["", "x", "0"])
def test_a_change_that_does_not_say_what_it_read_is_refused(client, carole, version):
    address = reverse("curation:contact_change", args=[kept(carole).pk])
    assert client.post(address, GIVEN | {"version": version}).status_code in (409, 422)
    assert PublishedContact.objects.get().phone == "32 30"


def test_a_contact_withdrawn_meanwhile_is_not_changed_unknowingly(client, carole):
    contact = kept(carole)
    withdraw_entry(entry=contact, withdrawn_by=carole)
    address = reverse("curation:contact_change", args=[contact.pk])
    assert client.post(address, GIVEN | {"version": 1}).status_code == 409
    assert not PublishedContact.objects.get().is_published


def test_it_withdraws_a_contact_and_publishes_it_again(client, carole):
    """A-12"""
    contact = kept(carole)
    client.post(reverse("curation:contact_withdraw", args=[contact.pk]))
    client.post(reverse("curation:contact_withdraw", args=[contact.pk]))
    assert read_directory(None) == ()
    client.post(reverse("curation:contact_republish", args=[contact.pk]))
    assert [one.phone for one in read_directory(None)] == ["32 30"]
    assert acts() == ["added", "withdrawn", "published_again"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("phone", "12"),
        ("phone", "01 23"),
        ("phone", "+44 20 7946 0000"),
        ("url", "http://www.caf.fr"),
        ("url", "javascript:alert(1)"),
        ("url", "caf"),
        ("email", "contact"),
        ("hours", "Appeler Madame Martin au 06 12 34 56 78"),
        ("name", " "),
        ("operator", "inconnu"),
    ],
)
def test_it_refuses_a_bad_value_beside_its_field_and_keeps_what_was_typed(client, field, value):
    """A-12"""
    answer = client.post(reverse("curation:contact_new"), GIVEN | {field: value})
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert "contact@caf.fr" in answer.content.decode() or field == "email"
    assert not PublishedContact.objects.exists()


def test_it_refuses_a_contact_that_cannot_be_reached(client):
    """A-12"""
    given = GIVEN | {"phone": "", "url": "", "email": ""}
    answer = client.post(reverse("curation:contact_new"), given)
    assert answer.status_code == 422
    assert answer.context["form"].non_field_errors()


def test_it_refuses_a_second_contact_of_the_same_name_operator_and_territory(client, carole):
    """A-12"""
    kept(carole)
    answer = client.post(reverse("curation:contact_new"), GIVEN)
    assert answer.status_code == 422
    assert PublishedContact.objects.count() == 1


def test_the_database_refuses_it_too(carole):
    kept(carole)
    with pytest.raises(IntegrityError):
        kept(carole)


def test_it_finds_contacts_by_words_operator_and_state(client, carole):
    """A-12"""
    kept(carole)
    withdraw_entry(entry=kept(carole, name="Impôts", operator="dgfip"), withdrawn_by=carole)
    listed = reverse("curation:contact_list")

    def names(**asked):
        return [one.name for one in client.get(listed, asked).context["page"].object_list]

    assert names(words="32 30 caf") == ["Caf nationale"]
    assert names(operator="dgfip") == ["Impôts"]
    assert names(state="withdrawn") == ["Impôts"]
    assert names(state="published") == ["Caf nationale"]
    assert names(words="rien") == []


def test_a_departement_s_contacts_are_for_its_desks_and_come_first(carole, alice, david):
    """A-12"""
    kept(carole)
    creuse = Departement.objects.get(code=alice.desk.departement_id)
    kept(carole, name="Caf de la Creuse", departement=creuse)
    assert [one.title for one in read_directory(alice)] == ["Caf de la Creuse", "Caf nationale"]
    assert [one.title for one in read_directory(david)] == ["Caf nationale"]
    assert [one.title for one in read_directory(None)] == ["Caf nationale"]


@pytest.mark.parametrize("cast", ["alice", "bob", "emma"])
def test_it_refuses_whoever_is_no_curator(client_of, carole, cast, request):
    contact = kept(carole)
    client = client_of(request.getfixturevalue(cast))
    for name in ("contact_change", "contact_withdraw", "contact_republish"):
        address = reverse(f"curation:{name}", args=[contact.pk])
        assert client.post(address, GIVEN).status_code == 403
    assert acts() == ["added"]


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("0969325252", "09 69 32 52 52"),
        ("01.53.71.37.37", "01 53 71 37 37"),
        ("0262403340", "0262 40 33 40"),
        ("3646", "36 46"),
        ("39 39", "39 39"),
        ("115", "115"),
        ("0 800 00 00", None),
        ("bonjour", None),
    ],
)
def test_a_number_is_written_as_people_read_it(typed, written):
    assert written_number(typed) == written
