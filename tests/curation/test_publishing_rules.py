"""Rules by theme: official changes published by themselves, approved by the rule's author."""

from pathlib import Path

import pytest

from apps.accounts.models import User
from apps.audit.enums import EventKind
from apps.audit.models import AuditEvent
from apps.curation import services
from apps.curation.enums import Theme
from apps.curation.models import PublishingRule
from apps.curation.services.publishing_rules import apply_publishing_rules, set_publishing_rule
from apps.evaluation.models import EvaluationCase
from apps.sheets.enums import RevisionStatus
from apps.sheets.models import Sheet, SheetImport, SheetRevision
from tests.curation.test_replaying import PAPERS, PRICE, published, question, replayed, waiting_with
from tests.curation.test_services import archive, uploads
from tests.sheets.factories import RevisionFactory, SheetFactory
from tests.support.database import transactional

__all__ = ["published", "question", "uploads"]


def rule_for(theme: Theme, author: User) -> None:
    set_publishing_rule(theme_id=theme, publishes=True, written_by=author)


@pytest.fixture
def run(db: None) -> SheetImport:
    return SheetImport.objects.create(file_name="vosdroits-latest.zip")


def imported(run: SheetImport, theme: Theme = Theme.PAPERS, **fields: object) -> SheetRevision:
    """A revision that this import brought."""
    sheet = SheetFactory(theme_id=theme)
    status = RevisionStatus.IN_REVIEW
    return RevisionFactory(sheet=sheet, status=status, source_import=run, **fields)


def test_what_an_import_brought_is_published_and_approved_by_the_author_of_the_rule(
    run: SheetImport, carole: User
) -> None:
    """A-03"""
    rule_for(Theme.PAPERS, carole)
    papers, housing = imported(run), imported(run, Theme.HOUSING)
    assert apply_publishing_rules(run=run).published == 1
    papers.refresh_from_db()
    housing.refresh_from_db()
    assert (papers.status, papers.approver, papers.approver_label) == (
        RevisionStatus.PUBLISHED,
        carole,
        "règle du thème",
    )
    assert housing.status == RevisionStatus.IN_REVIEW
    run.refresh_from_db()
    assert run.report == {"published_by_rule": 1, "held_by_gate": 0}
    event = AuditEvent.objects.get(kind=EventKind.REVISION_PUBLISHED)
    assert (event.actor_id, event.payload["by"]) == (carole.pk, "règle du thème")


def test_writing_and_lifting_a_rule_are_audited_and_who_writes_it_anew_answers_for_it(
    carole: User, chloe: User
) -> None:
    rule_for(Theme.PAPERS, carole)
    rule_for(Theme.PAPERS, chloe)
    assert PublishingRule.objects.get().author == chloe
    set_publishing_rule(theme_id=Theme.PAPERS, publishes=False, written_by=carole)
    assert not PublishingRule.objects.exists()
    events = AuditEvent.objects.filter(kind=EventKind.PUBLISHING_RULE_CHANGED).order_by("seq")
    assert [(event.actor_id, event.payload) for event in events] == [
        (carole.pk, {"publishes": True}),
        (chloe.pk, {"publishes": True}),
        (carole.pk, {"publishes": False}),
    ]


def test_what_people_wrote_or_restored_goes_on_awaiting_a_second_person(
    run: SheetImport, carole: User, chloe: User
) -> None:
    """A-01: never the same person, never without one."""
    rule_for(Theme.PAPERS, carole)
    own, other = imported(run, author=carole), imported(run, author=chloe)
    assert apply_publishing_rules(run=run).published == 0
    assert set(SheetRevision.objects.awaiting_approval()) == {own, other}


def test_what_awaited_before_the_rule_goes_on_awaiting(run: SheetImport, carole: User) -> None:
    imported(run)
    rule_for(Theme.PAPERS, carole)
    assert apply_publishing_rules(run=run).published == 0


@pytest.mark.parametrize("change", [{"is_active": False}, {"roles": ["counsellor"]}])
def test_the_rule_of_somebody_who_is_no_curator_any_more_publishes_nothing(
    run: SheetImport, carole: User, change: dict[str, object]
) -> None:
    rule_for(Theme.PAPERS, carole)
    imported(run)
    User.objects.filter(pk=carole.pk).update(**change)
    assert apply_publishing_rules(run=run).published == 0
    assert not PublishingRule.objects.get().is_in_force


@transactional
def test_a_sheet_that_a_golden_question_touches_is_held_until_it_is_replayed(
    run: SheetImport, carole: User, published: SheetRevision, question: EvaluationCase
) -> None:
    Sheet.objects.filter(pk=published.sheet_id).update(theme_id=Theme.PAPERS)
    rule_for(Theme.PAPERS, carole)
    waiting = waiting_with(published, PRICE, PAPERS)
    SheetRevision.objects.filter(pk=waiting.pk).update(source_import=run)
    held = apply_publishing_rules(run=run)
    assert (held.published, held.held) == (0, 1)
    replayed(waiting, carole)
    assert apply_publishing_rules(run=run).published == 1


@transactional
def test_an_upload_that_awaits_approval_is_published_under_the_rules_at_its_end(
    uploads: Path, carole: User, chloe: User
) -> None:
    """A-03: the whole way, from the file to the answers."""
    for theme in Theme:
        rule_for(theme, chloe)
    run = services.start_import(upload=archive(), requested_by=carole, publish=False)
    services.run_import(run=run)
    run.refresh_from_db()
    assert run.report["published_by_rule"] == 3
    assert SheetRevision.objects.published().filter(approver=chloe).count() == 3


@transactional
def test_a_dry_run_publishes_nothing_under_a_rule(
    uploads: Path, carole: User, run: SheetImport
) -> None:
    rule_for(Theme.PAPERS, carole)
    imported(run)
    dry = services.start_import(
        upload=archive(), requested_by=carole, publish=False, is_dry_run=True
    )
    services.run_import(run=dry)
    assert not SheetRevision.objects.published().exists()
