"""The screen of acronyms and synonyms: read, change, import, export."""

import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from apps.curation.lexicon_file import COLUMNS, read_file, write_file
from apps.sheets.models import LexiconEntry
from apps.sheets.services.lexicon import EntryWords, add_entry

pytestmark = pytest.mark.django_db
HEAD = ";".join(COLUMNS)


@pytest.fixture
def client(client_of, carole):
    return client_of(carole)


def own(carole, official="bidule", lay=("truc", "machin")):
    return add_entry(words=EntryWords("caf", official, lay), added_by=carole)


def upload(client, text, name="mots.csv", encoding="utf-8"):
    file = SimpleUploadedFile(name, text.encode(encoding))
    return client.post(reverse("curation:lexicon_import"), {"file": file})


def test_it_lists_shipped_entries_and_finds_them_by_what_people_say(client):
    page = client.get(reverse("curation:lexicon_list"), {"words": "CARTE VERTE"})
    assert "carte Vitale" in page.content.decode()
    assert "certificat" not in page.content.decode()


def test_it_lists_our_entries_apart(client, carole):
    own(carole)
    page = client.get(reverse("curation:lexicon_list"), {"origin": "added"}).content.decode()
    assert "bidule" in page
    assert "carte Vitale" not in page


def test_it_adds_an_entry(client):
    given = {
        "group": "caf",
        "official": " bidule ",
        "lay": "truc\r\nmachin\r\n\r\n",
        "is_active": "on",
    }
    answer = client.post(reverse("curation:lexicon_new"), given)
    assert answer.status_code == 302
    entry = LexiconEntry.objects.get()
    assert (entry.official, entry.lay, entry.is_active) == ("bidule", ["truc", "machin"], True)


def test_it_offers_a_shipped_entry_to_be_changed(client):
    address = reverse("curation:lexicon_new")
    page = client.get(address, {"group": "cpam", "official": "carte Vitale"}).content.decode()
    assert "carte verte" in page
    given = {"group": "cpam", "official": "carte Vitale", "lay": "carte verte"}
    client.post(address, given)
    assert LexiconEntry.objects.get().is_active is False
    listed = client.get(reverse("curation:lexicon_list"), {"words": "carte verte"})
    assert [row.origin for row in listed.context["page"].object_list] == ["changed"]


def test_it_changes_and_disables_an_entry(client, carole):
    entry = own(carole)
    address = reverse("curation:lexicon_change", args=[entry.pk])
    assert "machin" in client.get(address).content.decode()
    client.post(address, {"group": "caf", "official": "bidule", "lay": "chose"})
    entry.refresh_from_db()
    assert (entry.lay, entry.is_active, entry.changes) == (["chose"], False, 2)


def test_it_says_why_an_entry_is_refused_and_keeps_what_was_typed(client, carole):
    own(carole)
    given = {"group": "caf", "official": "BIDULE", "lay": "autre", "is_active": "on"}
    answer = client.post(reverse("curation:lexicon_new"), given)
    assert answer.status_code == 422
    assert "autre" in answer.content.decode()
    assert LexiconEntry.objects.count() == 1


def test_what_it_exports_can_be_imported(client, carole):
    own(carole)
    exported = client.get(reverse("curation:lexicon_export")).content.decode()
    assert exported.startswith("\ufeff")
    assert "truc | machin" in exported
    assert upload(client, exported.replace("machin", "chose")).status_code == 302
    assert LexiconEntry.objects.get().lay == ["truc", "chose"]


def test_it_exports_the_shipped_lexicon_and_takes_it_back(client):
    exported = client.get(reverse("curation:lexicon_export"), {"tout": "1"}).content
    entries, bad = read_file(exported)
    assert bad == []
    assert len(entries) > 700


def test_no_cell_of_the_file_is_a_formula():
    """A spreadsheet runs what begins with =, +, - or @."""
    entry = EntryWords("caf", "=HYPERLINK(1)", ("@somme", "-1+2"))
    text = write_file([entry])
    _, row = csv.reader(io.StringIO(text), delimiter=";")
    assert all(not cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in row)
    assert read_file(text.encode()) == ([entry], [])


def test_it_refuses_bad_lines_one_by_one_and_changes_nothing(client):
    lines = [
        HEAD,
        "caf;bon;chouette | super;oui",
        "inconnue;mot;truc;oui",
        "caf;mot;;oui",
        "caf;mot;truc;peut-être",
        "caf;mot",
        "Santé;autre;truc;oui",
        "caf;Bon;trois;non",
    ]
    answer = upload(client, "\n".join(lines))
    assert answer.status_code == 422
    assert [each.line for each in answer.context["bad"]] == [3, 4, 5, 6, 7, 8]
    assert not LexiconEntry.objects.exists()


@pytest.mark.parametrize(
    ("text", "line"),
    [("", 1), ("a;b;c;d\ncaf;x;y;oui", 1), (f"{HEAD}\n" + "caf;x;y;oui\n" * 5_001, 0), ("\x00", 1)],
)
def test_it_refuses_a_file_that_is_no_lexicon(client, text, line):
    answer = upload(client, text or " ")
    assert answer.status_code == 422
    assert [each.line for each in answer.context["bad"]] == [line]


def test_it_reads_what_a_spreadsheet_under_windows_writes(client):
    upload(client, f"{HEAD}\r\ncaf;bidule;à côté;oui\r\n", encoding="cp1252")
    assert LexiconEntry.objects.get().lay == ["à côté"]


def test_it_refuses_another_kind_of_file(client):
    assert upload(client, HEAD, name="mots.xlsx").status_code == 422
