"""Rules by theme: official changes are published by themselves, approved by the rule's author."""

import logging
from dataclasses import dataclass

from django.db import transaction

from apps.accounts.models import User
from apps.audit.enums import EventKind
from apps.audit.services import append_event
from apps.curation.models import PublishingRule
from apps.curation.reports import approvable_revisions
from apps.curation.services.replaying import let_through
from apps.sheets.models import SheetImport, SheetRevision
from apps.sheets.services.lifecycle import LifecycleRefusal, publish_revisions

BY_RULE = "règle du thème"  # stands beside the approver in the history of a sheet

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Applied:
    """How many revisions a rule published, and how many the gate left to a person."""

    published: int
    held: int


@transaction.atomic
def set_publishing_rule(*, theme_id: str, publishes: bool, written_by: User) -> None:
    """Have the official changes of a theme published by themselves, or await a person again.

    Who writes the rule anew becomes its author, hence the approver of what it publishes.
    """
    PublishingRule.objects.filter(theme_id=theme_id).delete()
    if publishes:
        PublishingRule.objects.create(theme_id=theme_id, author=written_by)
    append_event(
        kind=EventKind.PUBLISHING_RULE_CHANGED,
        actor_id=written_by.pk,
        subject_type="theme",
        subject_id=theme_id,
        payload={"publishes": publishes},
    )


def apply_publishing_rules(*, run: SheetImport) -> Applied:
    """Publish what awaits under a rule, at the end of an import; its report says how many.

    Only what a feed brought since the rule was written, through the gate of golden questions.
    """
    rules = list(PublishingRule.objects.in_force().select_related("author"))
    applied = [_apply(rule) for rule in rules]
    total = Applied(sum(each.published for each in applied), sum(each.held for each in applied))
    if rules:
        run.report |= {"published_by_rule": total.published, "held_by_gate": total.held}
        run.save(update_fields=["report"])
    return total


def _apply(rule: PublishingRule) -> Applied:
    imported = SheetRevision.objects.filter(
        sheet__theme_id=rule.theme_id,
        author=None,
        source_import__isnull=False,
        publish_at=None,
        created_at__gte=rule.written_at,
    )
    waiting = approvable_revisions(rule.author, imported).select_related("sheet")
    rows = list(waiting.defer("raw", "body", "related"))
    passed = [row.pk for row in let_through(rows)]
    if not passed:
        return Applied(0, len(rows))
    try:
        published = publish_revisions(
            revision_ids=passed, approver=rule.author, approver_label=BY_RULE
        )
    except LifecycleRefusal:
        # Somebody decided on one of them meanwhile: none was published, the next import tries.
        logger.warning("publishing rule of %s not applied", rule.theme_id)
        published = 0
    return Applied(published, len(rows) - published)
