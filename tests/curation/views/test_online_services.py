"""Online services: kept one by one, those of imported sheets corrected; what readers then get."""

from pathlib import Path

import pytest
from django.urls import reverse

from apps.accounts.models import Departement
from apps.audit.models import AuditEvent
from apps.sheets.models import LinkCheck, OnlineService, PublishedService, SheetRevision
from apps.sheets.search import Scope, current_reader, find_now, read_directory
from apps.sheets.services import import_sheets
from apps.sheets.services.directory import save_entry, withdraw_entry
from apps.sheets.services.links import published_addresses
from tests.accounts.factories import UserFactory
from tests.sheets.samples import archive, sheet

pytestmark = pytest.mark.django_db
WRONG = "https://ancien.example.fr/demarche"
RIGHT = "https://nouveau.example.fr/demarche"
NAMED = (
    '<ServiceEnLigne ID="R77" URL="{url}" type="Téléservice" numerocerfa="12100*02">'
    "<Titre>Pré-demande de carte</Titre><Source>ANTS</Source></ServiceEnLigne>"
)
TEXT = "<Texte><Paragraphe>La pré-demande de carte d'identité se fait {how}.</Paragraphe></Texte>"
GIVEN = {
    "title": " Suivre  ma demande ",
    "operator": "ants",
    "kind": "Téléservice",
    "url": RIGHT,
    "cerfa": "",
    "departement": "",
    "sheet_ids": "",
}


@pytest.fixture
def client(client_of, carole):
    return client_of(carole)


@pytest.fixture
def imported(tmp_path: Path, carole):
    """Imports F1 and F2, which name the same service; again with another text, another address."""

    def bring(how: str = "en ligne", url: str = WRONG) -> None:
        files = {
            f"{id_}.xml": sheet(TEXT.format(how=how) + NAMED.format(url=url), id=id_)
            for id_ in ("F1", "F2")
        }
        report = import_sheets(path=archive(tmp_path, files), publish=True, approver=carole)
        assert report.refused == []

    bring()
    return bring


def kept(carole, **facts) -> PublishedService:
    given = {"title": "Suivre ma demande", "operator": "ants", "kind": "Téléservice", "url": RIGHT}
    return save_entry(entry=PublishedService(**given | facts), saved_by=carole)


def correct(client, **facts):
    given = {"title": "Pré-demande", "operator": "ants", "kind": "Téléservice", "url": RIGHT}
    return client.post(reverse("curation:service_correct", args=["R77"]), given | facts)


def answered(user) -> dict[str, list[tuple[str, str]]]:
    """Title and address of the services of each sheet that a search brings."""
    found = find_now(current_reader().read("pré-demande de carte d'identité", ()), Scope(user))
    return {hit.sheet_id: [(one.title, one.url) for one in hit.services] for hit in found.sheets}


def acts() -> list[str]:
    events = AuditEvent.objects.filter(kind="service_changed").order_by("seq")
    return [event.payload["act"] for event in events]


def test_it_adds_changes_withdraws_and_publishes_again_one_service(client):
    """A-12"""
    assert client.post(reverse("curation:service_new"), GIVEN).status_code == 302
    service = PublishedService.objects.get()
    assert (service.title, service.sheet_ids, service.imported_id) == ("Suivre ma demande", [], "")
    address = reverse("curation:service_change", args=[service.pk])
    assert client.post(address, GIVEN | {"version": 1, "cerfa": "12100*02"}).status_code == 302
    assert [one.url for one in read_directory(None)] == [RIGHT]
    client.post(reverse("curation:service_withdraw", args=[service.pk]))
    assert read_directory(None) == ()
    client.post(reverse("curation:service_republish", args=[service.pk]))
    assert [one.title for one in read_directory(None)] == ["Suivre ma demande"]
    assert acts() == ["added", "changed", "withdrawn", "published_again"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", " "),
        ("operator", "inconnu"),
        ("kind", "Autre"),
        ("url", ""),
        ("url", "http://www.caf.fr"),
        ("url", "javascript:alert(1)"),
        ("cerfa", "douze"),
        ("sheet_ids", "F1, F999"),
    ],
)
def test_it_refuses_a_bad_value_beside_its_field_and_keeps_what_was_typed(
    client, imported, field, value
):
    """A-12"""
    answer = client.post(reverse("curation:service_new"), GIVEN | {field: value})
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert "Suivre" in answer.content.decode() or field == "title"
    assert not PublishedService.objects.exists()


def test_it_refuses_a_second_service_of_the_same_title_operator_and_territory(client, carole):
    kept(carole)
    assert client.post(reverse("curation:service_new"), GIVEN).status_code == 422
    assert PublishedService.objects.count() == 1


def test_two_curators_on_one_service_overwrite_nothing_unknowingly(client, client_of, carole):
    """A-12"""
    chloe = UserFactory(full_name="Chloé Nguyen", roles=["curator"])
    address = reverse("curation:service_change", args=[kept(carole).pk])
    assert (
        client_of(chloe).post(address, GIVEN | {"version": 1, "cerfa": "12100"}).status_code == 302
    )
    refused = client.post(address, GIVEN | {"version": 1})
    assert refused.status_code == 409
    assert "Chloé Nguyen" in refused.content.decode()
    assert "12100" in refused.content.decode()
    assert PublishedService.objects.get().cerfa == "12100"


def test_what_is_added_stands_beside_its_sheets_in_the_desks_of_its_departement(
    client, client_of, imported, alice, david
):
    """A-12"""
    departement = alice.desk.departement_id
    given = GIVEN | {"sheet_ids": "F1, F1", "departement": departement}
    assert client.post(reverse("curation:service_new"), given).status_code == 302
    own = ("Suivre ma demande", RIGHT)
    named = ("Pré-demande de carte", WRONG)
    assert answered(alice) == {"F1": [named, own], "F2": [named]}
    assert answered(david) == {"F1": [named], "F2": [named]}
    page = reverse("sheets:sheet_detail", args=["F1"])
    assert RIGHT in client_of(alice).get(page).content.decode()
    assert RIGHT not in client_of(david).get(page).content.decode()
    assert [one.title for one in read_directory(alice)] == ["Suivre ma demande"]
    assert read_directory(david) == ()


def test_a_correction_stands_in_every_sheet_and_survives_the_next_import(
    client, client_of, imported, alice
):
    """A-12"""
    assert answered(alice)["F1"] == [("Pré-demande de carte", WRONG)]
    page = client.get(reverse("curation:service_correct", args=["R77"])).content.decode()
    assert f'value="{WRONG}"' in page
    assert correct(client).status_code == 302
    right = [("Pré-demande", RIGHT)]
    assert answered(alice) == {"F1": right, "F2": right}
    imported("au guichet", "https://encore.example.fr/")
    assert OnlineService.objects.filter(url="https://encore.example.fr/").count() == 2
    assert answered(alice) == {"F1": right, "F2": right}
    html = client_of(alice).get(reverse("sheets:sheet_detail", args=["F2"])).content.decode()
    assert RIGHT in html
    assert "encore.example.fr" not in html
    assert published_addresses() == {RIGHT}
    assert acts() == ["corrected"]


def test_a_dropped_correction_gives_what_the_import_says_again(client, imported, alice):
    """A-12"""
    correct(client)
    service = PublishedService.objects.get()
    page = client.get(reverse("curation:service_change", args=[service.pk])).content.decode()
    assert WRONG in page
    address = reverse("curation:service_as_imported", args=[service.pk])
    assert client.post(address).status_code == 302
    assert client.post(address).status_code == 404
    assert answered(alice)["F1"] == [("Pré-demande de carte", WRONG)]
    assert acts() == ["corrected", "correction_dropped"]


def test_what_the_import_names_is_withdrawn_from_answers_and_given_again(client, imported, alice):
    """A-12"""
    hide = reverse("curation:service_hide", args=["R77"])
    client.post(hide)
    client.post(hide)
    imported("au guichet")
    assert answered(alice) == {"F1": [], "F2": []}
    assert published_addresses() == set()
    client.post(reverse("curation:service_republish", args=[PublishedService.objects.get().pk]))
    assert answered(alice)["F1"] == [("Pré-demande de carte", WRONG)]
    assert acts() == ["hidden", "published_again"]


def test_two_who_correct_the_same_service_at_once_do_not_overwrite_each_other(
    client, imported, carole
):
    """Both pages were opened before either was saved: the second sends no version."""
    correct(client)
    refused = correct(client, title="Autre titre")
    assert refused.status_code == 409
    assert PublishedService.objects.get().title == "Pré-demande"
    again = correct(client, title="Autre titre", version=1)
    assert (again.status_code, PublishedService.objects.get().title) == (302, "Autre titre")


def test_what_no_published_sheet_names_cannot_be_corrected(client, imported):
    SheetRevision.objects.published().update(status="withdrawn")
    for name in ("service_correct", "service_hide"):
        assert client.post(reverse(f"curation:{name}", args=["R77"]), GIVEN).status_code == 404
    assert client.get(reverse("curation:service_correct", args=["R78"])).status_code == 404


def test_the_list_finds_services_by_origin_words_operator_and_state(client, carole, imported):
    """A-12"""
    kept(carole)
    withdraw_entry(entry=kept(carole, title="Impôts", operator="dgfip"), withdrawn_by=carole)

    def titles(**asked):
        page = client.get(reverse("curation:service_list"), asked).context["page"]
        return [one.title for one in page.object_list]

    assert titles() == ["Suivre ma demande", "Impôts"]
    assert titles(words="SUIVRE nouveau") == ["Suivre ma demande"]
    assert titles(operator="dgfip") == ["Impôts"]
    assert titles(state="withdrawn") == ["Impôts"]
    assert titles(words="rien") == []
    assert titles(origin="imported") == ["Pré-demande de carte"]
    assert titles(origin="imported", words="R77 F2 12100") == ["Pré-demande de carte"]
    assert titles(origin="imported", operator="caf") == []
    page = client.get(reverse("curation:service_list"), {"origin": "imported"})
    assert "2 fiches" in page.content.decode()
    correct(client)
    assert titles(origin="imported") == []


def test_the_list_marks_the_addresses_that_the_weekly_check_found_broken(client, carole, imported):
    """A-06, A-12"""
    kept(carole)
    LinkCheck.objects.create(url=WRONG, failing_days=3, problem="404")
    LinkCheck.objects.create(url=RIGHT, failing_days=2, problem="404")
    listed = reverse("curation:service_list")
    badge = "fr-badge--warning"
    assert badge not in client.get(listed).content.decode()
    for asked in ({"origin": "imported"}, {"origin": "imported", "state": "broken"}):
        assert client.get(listed, asked).content.decode().count(badge) == 1
    LinkCheck.objects.update(failing_days=3)
    assert client.get(listed, {"state": "broken"}).content.decode().count(badge) == 1
    links = client.get(reverse("curation:link_list")).content.decode()
    assert reverse("curation:service_change", args=[PublishedService.objects.get().pk]) in links


def test_services_of_the_whole_country_come_after_those_of_the_departement(carole, alice):
    kept(carole, title="A")
    kept(carole, title="B", departement=Departement.objects.get(pk=alice.desk.departement_id))
    assert [one.title for one in read_directory(alice)] == ["B", "A"]


@pytest.mark.parametrize("cast", ["alice", "bob", "emma"])
def test_it_refuses_whoever_is_no_curator(client_of, carole, imported, cast, request):
    service = kept(carole)
    client = client_of(request.getfixturevalue(cast))
    for name, key in (
        ("service_change", service.pk),
        ("service_withdraw", service.pk),
        ("service_republish", service.pk),
        ("service_as_imported", service.pk),
        ("service_correct", "R77"),
        ("service_hide", "R77"),
    ):
        assert client.post(reverse(f"curation:{name}", args=[key]), GIVEN).status_code == 403
    assert acts() == ["added"]
