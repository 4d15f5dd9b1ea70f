"""Closed lists of the curators' screens."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ChangeNature(TextChoices):
    """What happened to a passage between two revisions, the heaviest first."""

    FIGURE = "figure", _("Figure changed")
    CONDITION = "condition", _("Condition changed")
    CONTACT = "contact", _("Contact changed")
    REMOVED = "removed", _("Removed")
    ADDED = "added", _("Added")
    WORDING = "wording", _("Wording changed")
    MOVED = "moved", _("Moved")


class RevisionChange(TextChoices):
    """What a revision that awaits approval does: its heaviest change, or none in its passages."""

    NEW = "new", _("New sheet")
    FIGURE = ChangeNature.FIGURE.value, ChangeNature.FIGURE.label
    CONDITION = ChangeNature.CONDITION.value, ChangeNature.CONDITION.label
    CONTACT = ChangeNature.CONTACT.value, ChangeNature.CONTACT.label
    REMOVED = ChangeNature.REMOVED.value, ChangeNature.REMOVED.label
    ADDED = ChangeNature.ADDED.value, ChangeNature.ADDED.label
    WORDING = ChangeNature.WORDING.value, ChangeNature.WORDING.label
    MOVED = ChangeNature.MOVED.value, ChangeNature.MOVED.label
    SAME = "same", _("Title, links or date only")


class StateFilter(TextChoices):
    """The states by which the list of revisions is filtered; the words of the product."""

    IN_REVIEW = "in_review", _("In review")
    PUBLISHED = "published", _("Published")
    DUE = "due", _("Due for review")
    DRAFT = "draft", _("Draft")
    SUPERSEDED = "superseded", _("Superseded")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class ImportTerms(TextChoices):
    """What becomes of the changes that an import brings."""

    APPROVE_LATER = "approve_later", _("They await approval: nothing changes in the answers yet")
    DRY_RUN = "dry_run", _("Only tell me what would change: nothing is written")
    PUBLISH = "publish", _("I approve them: they are published as the import goes on")


class ReportDecision(TextChoices):
    """What a curator does with a report."""

    ASSIGN = "assign", _("Assign")
    MERGE = "merge", _("Merge")
    CORRECT = "correct", _("The sheet is corrected")
    REFUSE = "refuse", _("Refuse")


class LexiconOrigin(TextChoices):
    """Where an entry of the lexicon comes from."""

    SHIPPED = "shipped", _("Shipped")
    CHANGED = "changed", _("Shipped, changed here")
    ADDED = "added", _("Added here")


class Theme(TextChoices):
    """Themes of the official feed, whose ids are stable; a local sheet stands under one."""

    PAPERS = "N19810", _("Papers, citizenship, elections")
    FAMILY = "N19805", _("Family, school")
    SOCIAL = "N19811", _("Social care, health")
    WORK = "N19806", _("Work, training")
    HOUSING = "N19808", _("Housing")
    TRANSPORT = "N19812", _("Transport, mobility")
    MONEY = "N19803", _("Money, taxes, consumption")
    JUSTICE = "N19807", _("Justice")
    ABROAD = "N19804", _("Foreigners, Europe")
    LEISURE = "N19809", _("Leisure, sports, culture")
    ASSOCIATIONS = "N31931", _("Associations")


class DraftStep(TextChoices):
    """Steps of writing a sheet, in order."""

    CONTENT = "content", _("Content")
    METADATA = "metadata", _("Metadata")
    TEST = "test", _("Test")
    PUBLICATION = "publication", _("Publication")


class Beginning(TextChoices):
    """Where the text of a new local sheet comes from."""

    BLANK = "blank", _("I write it here")
    DOCX = "docx", _("A DOCX document")
    PAGE = "page", _("The HTML of a web page")


class GapStatus(TextChoices):
    """What became of a question that the sheets do not answer."""

    OPEN = "open", _("To be handled")
    DRAFTED = "drafted", _("A sheet is being written")
    CLOSED = "closed", _("Answered by a sheet")
    DISMISSED = "dismissed", _("Gap set aside now")


class SignalKind(TextChoices):
    """How a gap shows itself."""

    ABSTENTION = "abstention", _("Question without an answer")
    BAD_RATING = "bad_rating", _("Answer rated not helpful")
    SEARCH = "search", _("Search without a click")


class ReplayStatus(TextChoices):
    """How far the replay of golden questions is."""

    QUEUED = "queued", _("Queued")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")


class ContactState(TextChoices):
    """Whether a contact is given in answers."""

    PUBLISHED = "published", pgettext_lazy("contact", "Published")
    WITHDRAWN = "withdrawn", pgettext_lazy("contact", "Withdrawn")


class ServiceOrigin(TextChoices):
    """Which online services are listed."""

    KEPT = "kept", _("Added or corrected here")
    IMPORTED = "imported", _("Named by the imported sheets")


class ServiceState(TextChoices):
    """Whether an online service is given in answers, or its address fails."""

    PUBLISHED = ContactState.PUBLISHED.value, ContactState.PUBLISHED.label
    WITHDRAWN = ContactState.WITHDRAWN.value, ContactState.WITHDRAWN.label
    BROKEN = "broken", _("Link to check")
