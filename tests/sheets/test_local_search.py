"""Local sheets in search: only in their territory, first there, never beyond their desk."""

import pytest

from apps.accounts.models import Desk, User
from apps.sheets.enums import RevisionStatus, Visibility
from apps.sheets.models import LOCAL, Sheet, SheetRevision
from apps.sheets.search import Scope, current_reader, find_now
from tests.accounts.factories import DeskFactory, UserFactory
from tests.sheets.searchable import publish

QUESTION = "Combien coûte la carte de transport des apprentis ?"
TEXT = "La carte de transport des apprentis coûte 25 € par an."


@pytest.fixture
def official(db: None) -> SheetRevision:
    publish("Passeport", "Le passeport coûte 86 €.")
    return publish("Carte de transport des apprentis", TEXT)


def found(user: User | None) -> list[str]:
    findings = find_now(current_reader().read(QUESTION), Scope(user))
    return [hit.sheet_id for hit in findings.sheets]


def local(title: str = "Transport des apprentis en Creuse", **facts: object) -> Sheet:
    text = "En Creuse, la carte de transport des apprentis coûte 10 € par an."
    return publish(title, text, source=LOCAL, **facts).sheet


def test_a_local_sheet_is_found_in_its_departement_only(
    official: SheetRevision, alice: User, david: User
) -> None:
    """A-02"""
    sheet = local(territory="23")
    assert sheet.external_id in found(alice)
    assert sheet.external_id not in found(david)
    assert sheet.external_id not in found(None)


def test_a_local_sheet_comes_before_the_official_one_that_it_completes(
    official: SheetRevision, alice: User
) -> None:
    sheet = local(title="Apprentis", territory="23", completes=official.sheet)
    assert found(alice)[:2] == [sheet.external_id, official.sheet.external_id]


def test_a_local_sheet_on_another_subject_does_not_come_first(
    official: SheetRevision, alice: User
) -> None:
    other = publish(
        "Déchetterie",
        "La déchetterie ouvre à 9 h.",
        source=LOCAL,
        territory="23",
        completes=official.sheet,
    )
    assert found(alice)[0] == official.sheet.external_id
    assert other.sheet.external_id not in found(alice)[:1]


def test_an_internal_sheet_of_a_desk_never_reaches_another_desk(
    official: SheetRevision, alice: User, david: User, gueret: Desk
) -> None:
    """A-09: neither the search of another desk, of the same département too, nor the public."""
    sheet = local(territory="23", desk=gueret, visibility=Visibility.INTERNAL)
    neighbour = UserFactory(desk=DeskFactory(departement=gueret.departement))
    nobody = UserFactory(desk=None)
    assert sheet.external_id in found(alice)
    for user in (david, neighbour, nobody, None):
        assert sheet.external_id not in found(user)
        assert not Sheet.objects.visible_to(user).filter(pk=sheet.pk).exists() if user else True


def test_an_internal_sheet_of_the_whole_country_is_for_staff_only(
    official: SheetRevision, alice: User, david: User
) -> None:
    sheet = local(visibility=Visibility.INTERNAL)
    assert sheet.external_id in found(alice)
    assert sheet.external_id in found(david)
    assert sheet.external_id not in found(None)


def test_a_candidate_stands_in_for_the_published_revision(official: SheetRevision) -> None:
    """A-05"""
    candidate = publish("Carte de transport des apprentis", "Elle coûte 30 €.", sheet=None)
    SheetRevision.objects.filter(pk=candidate.pk).update(status=RevisionStatus.DRAFT)
    findings = find_now(current_reader().read(QUESTION), Scope(candidate=candidate.pk))
    assert str(candidate.pk) in {hit.revision_id for hit in findings.sheets}
    assert str(candidate.pk) not in {
        hit.revision_id for hit in find_now(current_reader().read(QUESTION)).sheets
    }
