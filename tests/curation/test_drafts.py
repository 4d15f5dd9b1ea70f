"""Local sheets: written by several, frozen, approved by another person, placed on publication."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from apps.accounts.models import Desk, User
from apps.answering.enums import Operator
from apps.audit.enums import EventKind
from apps.audit.models import AuditEvent
from apps.curation.enums import Theme
from apps.curation.models import SheetDraft
from apps.curation.services import drafts
from apps.sheets.enums import RevisionStatus, Visibility
from apps.sheets.models import Sheet, SheetRevision
from apps.sheets.services.lifecycle import SamePerson, WrongState, publish_revision
from tests.sheets.factories import SheetFactory

TEXT = "La carte coûte 25 €.\n\n## Pièces à fournir\n\n- Une pièce d’identité"


def metadata(**changes: object) -> dict[str, object]:
    return {
        "operator": Operator.OTHER.value,
        "theme_id": Theme.TRANSPORT.value,
        "source_url": "https://creuse.example.org/carte",
        "licence": "Licence Ouverte 2.0",
        "verified_on": date(2026, 11, 2),
        "review_due": timezone.localdate() + timedelta(days=180),
        "visibility": Visibility.PUBLIC.value,
        "departement": None,
        "desk": None,
        "completes": None,
        **changes,
    }


@pytest.fixture
def draft(carole: User) -> SheetDraft:
    """A draft with all that publication asks for."""
    begun = drafts.begin_draft(author=carole, title="Carte de transport", markdown=TEXT)
    return drafts.save_metadata(draft=begun, version=1, metadata=metadata(), changed_by=carole)


def _published(draft: SheetDraft, author: User, approver: User) -> SheetRevision:
    drafts.freeze_draft(draft=draft, author=author)
    revision = drafts.submit_draft(draft=draft, submitted_by=author)
    return publish_revision(revision=revision, approver=approver)


def test_a_draft_becomes_a_revision_with_passages_and_is_published_by_another_person(
    draft: SheetDraft, carole: User, chloe: User
) -> None:
    """A-01, A-02"""
    revision = _published(draft, carole, chloe)
    assert (revision.status, revision.approver) == (RevisionStatus.PUBLISHED, chloe)
    assert [p.text for p in revision.passages.all()] == [
        "La carte coûte 25 €.",
        "- Une pièce d’identité",
    ]
    assert revision.source_xml.decode() == TEXT
    sheet = revision.sheet
    assert (sheet.is_local, sheet.theme_id, sheet.external_id.startswith("local-carte-de")) == (
        True,
        "N19812",
        True,
    )
    kinds = [EventKind.SHEET_DRAFT_BEGUN, EventKind.REVISION_WRITTEN, EventKind.REVISION_SUBMITTED]
    trail = list(AuditEvent.objects.order_by("seq").values_list("kind", flat=True))
    assert trail == [*kinds, EventKind.REVISION_PUBLISHED]


def test_whoever_wrote_a_part_of_it_may_not_publish_it(
    draft: SheetDraft, carole: User, chloe: User
) -> None:
    """A-01"""
    drafts.save_content(
        draft=draft, version=2, title=draft.title, markdown=TEXT + " récente", changed_by=chloe
    )
    with pytest.raises(SamePerson):
        _published(draft, carole, chloe)


def test_of_two_curators_on_one_draft_the_second_is_told_and_nothing_is_overwritten(
    draft: SheetDraft, carole: User, chloe: User
) -> None:
    drafts.save_content(
        draft=draft, version=2, title=draft.title, markdown="Texte de Chloé", changed_by=chloe
    )
    with pytest.raises(drafts.DraftConflict) as refusal:
        drafts.save_content(
            draft=draft, version=2, title=draft.title, markdown="Texte de Carole", changed_by=carole
        )
    assert refusal.value.current.markdown == "Texte de Chloé"
    draft.refresh_from_db()
    assert (draft.markdown, draft.version) == ("Texte de Chloé", 3)


def test_the_same_text_saved_twice_is_no_conflict(draft: SheetDraft, carole: User) -> None:
    for _ in range(2):
        drafts.save_content(
            draft=draft, version=2, title=draft.title, markdown="Nouveau", changed_by=carole
        )
    draft.refresh_from_db()
    assert draft.version == 3


@pytest.mark.parametrize("missing", drafts.REQUIRED)
def test_a_draft_without_required_metadata_is_refused_by_name(carole: User, missing: str) -> None:
    """A-02"""
    begun = drafts.begin_draft(author=carole, title="Carte", markdown=TEXT)
    empty = None if missing in ("verified_on", "review_due") else ""
    saved = drafts.save_metadata(
        draft=begun, version=1, metadata=metadata(**{missing: empty}), changed_by=carole
    )
    label = str(SheetDraft._meta.get_field(missing).verbose_name)
    with pytest.raises(drafts.DraftIncomplete, match=label):
        drafts.freeze_draft(draft=saved, author=carole)
    assert not SheetRevision.objects.exists()


def test_a_draft_that_changed_since_its_test_must_be_tested_again(
    draft: SheetDraft, carole: User
) -> None:
    first = drafts.freeze_draft(draft=draft, author=carole)
    assert drafts.freeze_draft(draft=draft, author=carole) == first
    drafts.save_content(
        draft=draft, version=2, title=draft.title, markdown="Autre texte", changed_by=carole
    )
    with pytest.raises(WrongState):
        drafts.submit_draft(draft=draft, submitted_by=carole)
    second = drafts.freeze_draft(draft=draft, author=carole)
    first.refresh_from_db()
    assert (first.status, second.number) == (RevisionStatus.SUPERSEDED, 2)


def test_a_new_territory_takes_effect_with_the_publication_not_before(
    draft: SheetDraft, carole: User, chloe: User, gueret: Desk
) -> None:
    revision = _published(draft, carole, chloe)
    again = drafts.open_draft(revision=revision, opened_by=carole)
    assert again.markdown == TEXT
    changed = metadata(visibility=Visibility.INTERNAL.value, desk=gueret)
    again = drafts.save_metadata(draft=again, version=1, metadata=changed, changed_by=carole)
    drafts.freeze_draft(draft=again, author=carole)
    second = drafts.submit_draft(draft=again, submitted_by=carole)
    sheet = Sheet.objects.get(pk=revision.sheet_id)
    assert (sheet.visibility, sheet.desk) == (Visibility.PUBLIC, None)
    publish_revision(revision=second, approver=chloe)
    sheet.refresh_from_db()
    assert (sheet.visibility, sheet.desk, sheet.territory) == (Visibility.INTERNAL, gueret, "23")


def test_a_sheet_has_one_draft_at_a_time(draft: SheetDraft, carole: User, chloe: User) -> None:
    revision = _published(draft, carole, chloe)
    first = drafts.open_draft(revision=revision, opened_by=carole)
    assert drafts.open_draft(revision=revision, opened_by=chloe) == first
    drafts.give_up_draft(draft=first, given_up_by=carole)
    assert drafts.open_draft(revision=revision, opened_by=chloe) != first


def test_an_imported_sheet_is_not_written_over(current: SheetRevision, carole: User) -> None:
    with pytest.raises(WrongState):
        drafts.open_draft(revision=current, opened_by=carole)


def test_a_draft_that_is_over_takes_no_more_text(
    draft: SheetDraft, carole: User, chloe: User
) -> None:
    _published(draft, carole, chloe)
    with pytest.raises(WrongState):
        drafts.save_content(
            draft=draft, version=2, title="T", markdown="Trop tard", changed_by=chloe
        )


def test_a_local_sheet_names_the_official_one_that_it_completes(carole: User, chloe: User) -> None:
    official = SheetFactory(external_id="F303")
    begun = drafts.begin_draft(author=carole, title="Carte", markdown=TEXT)
    saved = drafts.save_metadata(
        draft=begun, version=1, metadata=metadata(completes=official), changed_by=carole
    )
    assert _published(saved, carole, chloe).sheet.completes == official
