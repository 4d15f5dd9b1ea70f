"""Curators' words take effect in every process within seconds, on top of the shipped ones."""

import pytest

from apps.audit.enums import EventKind
from apps.audit.models import AuditEvent
from apps.sheets.models import LexiconEntry
from apps.sheets.search import find_now
from apps.sheets.search.index import LexicalIndex
from apps.sheets.services.lexicon import (
    EntryRefusal,
    EntryWords,
    add_entry,
    change_entry,
    import_entries,
)
from tests.sheets.searchable import publish

pytestmark = pytest.mark.django_db


class Clock:
    now = 1000.0

    def monotonic(self):
        return self.now


@pytest.fixture
def clock(monkeypatch):
    clock = Clock()
    monkeypatch.setattr("apps.sheets.search.lexicon.time", clock)
    return clock


def words(lay="zinzin du pare-brise", official="certificat d'assurance", group="ants", **more):
    return EntryWords(group, official, tuple(lay.split(";")), **more)


def terms(index, request):
    return index.reader().read(request).terms


def test_a_new_entry_is_used_by_another_process_within_a_minute(carole, clock):
    """A-11: each process is one LexicalIndex; both have read requests before the change."""
    processes = [LexicalIndex(), LexicalIndex()]
    assert [terms(each, "mon zinzin de pare-brise") for each in processes] == [(), ()]
    add_entry(words=words(), added_by=carole)
    clock.now += 60
    found = [terms(each, "mon zinzin de pare-brise") for each in processes]
    assert found == [("certificat d'assurance",)] * 2


def test_nothing_is_read_again_while_nothing_changes(carole, clock, django_assert_num_queries):
    index = LexicalIndex()
    add_entry(words=words(), added_by=carole)
    index.reader()
    clock.now += 60
    with django_assert_num_queries(1):
        assert index.reader() is index.reader()


def test_a_sheet_is_found_by_a_curators_word(carole, clock):
    publish("Certificat d'assurance", "Le certificat est envoyé par l'assureur.")
    index = LexicalIndex()
    request = "où est mon zinzin de pare-brise"
    assert find_now(index.reader().read(request)).sheets == ()
    add_entry(words=words(), added_by=carole)
    clock.now += 60
    assert find_now(index.reader().read(request)).sheets[0].title == "Certificat d'assurance"


def test_an_acronym_works_both_ways(carole, clock):
    add_entry(words=words("zone de zinzin", "ZDZ", "acronyms"), added_by=carole)
    index = LexicalIndex()
    assert terms(index, "la ZDZ") == ("zone de zinzin",)
    assert terms(index, "une zone de zinzin") == ("ZDZ",)


def test_an_entry_takes_the_place_of_the_shipped_one(carole, clock):
    index = LexicalIndex()
    assert "carte Vitale" in terms(index, "ma carte verte")
    entry = add_entry(words=words("carte de zinzin", "Carte vitale", "cpam"), added_by=carole)
    clock.now += 60
    assert "carte Vitale" not in terms(index, "ma carte verte")
    assert terms(index, "ma carte de zinzin") == ("Carte vitale",)
    change_entry(
        entry=entry,
        words=words("carte verte", "Carte vitale", "cpam", is_active=False),
        changed_by=carole,
    )
    clock.now += 60
    assert terms(index, "ma carte verte") == terms(index, "ma carte de zinzin") == ()


def test_a_change_that_commits_after_a_later_one_is_seen_too(carole, clock):
    """The version is a sum over entries, not a date."""
    first = add_entry(words=words(), added_by=carole)
    second = add_entry(words=words("autre zinzin", "autre"), added_by=carole)
    index = LexicalIndex()
    index.reader()
    change_entry(entry=second, words=words("autre bidule", "autre"), changed_by=carole)
    clock.now += 60
    index.reader()
    change_entry(entry=first, words=words("bidule du pare-brise"), changed_by=carole)
    LexiconEntry.objects.filter(pk=first.pk).update(changed_at=second.changed_at)
    clock.now += 60
    assert terms(index, "mon bidule de pare-brise") == ("certificat d'assurance",)


def test_each_change_is_audited_without_its_words(carole):
    entry = add_entry(words=words(), added_by=carole)
    change_entry(entry=entry, words=words("bidule"), changed_by=carole)
    change_entry(entry=entry, words=words("bidule", is_active=False), changed_by=carole)
    import_entries(entries=[words("bidule"), words("truc", "autre")], imported_by=carole)
    events = AuditEvent.objects.filter(kind=EventKind.LEXICON_CHANGED).order_by("seq")
    assert [event.payload["act"] for event in events] == [
        "added",
        "changed",
        "disabled",
        "imported",
    ]
    assert all(event.actor_id == carole.pk for event in events)
    assert "bidule" not in str([event.payload for event in events])


@pytest.mark.parametrize(
    "bad",
    [
        words("le la"),
        words(official="—"),
        words("x" * 130),
        words("deux mots", "combien", "oral"),
        words(group="inconnue"),
        words("appeler Zoé au 06 12 34 56 78"),
        words(";".join(f"mot{number}" for number in range(61))),
    ],
)
def test_it_refuses_a_bad_entry(carole, bad):
    with pytest.raises(EntryRefusal):
        add_entry(words=bad, added_by=carole)
    with pytest.raises(EntryRefusal):
        import_entries(entries=[words("bon mot", "bon"), bad], imported_by=carole)
    assert not LexiconEntry.objects.exists()
    assert not AuditEvent.objects.filter(kind=EventKind.LEXICON_CHANGED).exists()


def test_it_refuses_a_second_entry_for_the_same_words(carole):
    add_entry(words=words(), added_by=carole)
    with pytest.raises(EntryRefusal):
        add_entry(words=words("autre", "Certificat  d'Assurance"), added_by=carole)
    assert LexiconEntry.objects.count() == 1


def test_an_import_that_changes_nothing_leaves_no_trace(carole):
    assert import_entries(entries=[words()], imported_by=carole) == 1
    assert import_entries(entries=[words()], imported_by=carole) == 0
    assert AuditEvent.objects.filter(kind=EventKind.LEXICON_CHANGED).count() == 1
