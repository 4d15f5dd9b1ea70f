"""What awaits approval is listed by the weight of its change."""

import pytest

from apps.curation import awaiting
from apps.sheets.enums import RevisionStatus
from tests.sheets.factories import PassageFactory, RevisionFactory

pytestmark = pytest.mark.django_db
LIST = "/administration/fiches/"
TEXTS = {
    "same": ("other", "Rien ne change ici.", "Rien ne change ici."),
    "wording": ("other", "Demandez une carte en mairie.", "Demandez en mairie une carte."),
    "figure": ("cost", "Le timbre coûte 25 €.", "Le timbre coûte 27 €."),
    "contact": ("where", "Appelez le 01 53 71 37 37.", "Appelez le 01 53 71 37 38."),
    "condition": ("conditions", "Vous devez vivre en France.", "Vous devez résider en France."),
}


@pytest.fixture
def waiting():
    """One revision for each weight, the lightest last imported."""
    made = {}
    for name in ("contact", "condition", "figure", "wording", "same"):
        kind, before, after = TEXTS[name]
        current = RevisionFactory()
        made[name] = RevisionFactory(
            sheet=current.sheet, number=2, status=RevisionStatus.IN_REVIEW, title=name
        )
        PassageFactory(revision=current, position=0, text=before, kind=kind)
        PassageFactory(revision=made[name], position=0, text=after, kind=kind)
    made["new"] = RevisionFactory(status=RevisionStatus.IN_REVIEW, title="new")
    return made


@pytest.fixture
def titles(client_of, carole):
    def listed(query):
        page = client_of(carole).get(LIST + query).context["page"]
        return [row.title for row in page.object_list]

    return listed


def test_amounts_then_conditions_then_contacts_come_first(waiting, titles):
    expected = ["figure", "condition", "contact", "new", "wording", "same"]
    assert titles("?state=in_review") == expected


def test_the_weight_stands_as_a_badge_beside_the_revision(waiting, client_of, carole):
    page = client_of(carole).get(LIST + "?state=in_review").content.decode()
    rows = page[page.index("<tbody>") :]
    assert rows.count("fr-badge--warning") >= 3


def test_too_many_to_compare_are_listed_newest_first(waiting, titles, monkeypatch):
    monkeypatch.setattr(awaiting, "MOST_WEIGHED", 5)
    assert titles("?state=in_review")[0] == "new"


def test_other_lists_stay_newest_first(waiting, titles):
    assert titles("")[0] == "new"


def test_all_that_is_listed_is_published_whatever_its_order(waiting, client_of, carole):
    data = {"everything": "on", "state": "in_review"}
    client_of(carole).post(LIST + "approuver/", data)
    for revision in waiting.values():
        revision.refresh_from_db()
        assert revision.status == RevisionStatus.PUBLISHED
