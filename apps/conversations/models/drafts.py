"""What a counsellor makes of an answer: her draft, its versions, what she handed over."""

import uuid
from typing import TYPE_CHECKING, Self

from django.db import models

from apps.answering.draft_text import DraftBlock, blocks_of, read_draft
from apps.answering.languages import LANGUAGES, Language
from apps.conversations.enums import DraftOrigin, HandoverChannel
from apps.conversations.models.exchanges import Answer
from apps.sheets.snapshots import PassageSnapshot

if TYPE_CHECKING:
    from apps.accounts.models import User


class DraftQuerySet(models.QuerySet["Draft"]):
    def owned_by(self, user: "User") -> Self:
        return self.filter(answer__in=Answer.objects.owned_by(user))

    def with_answer(self) -> Self:
        """With all that checking and handing over read."""
        related = self.select_related("answer__question", "answer__conversation", "translation")
        return related.prefetch_related(
            "sources", "answer__sources", "answer__sentences__citations__source"
        )


class Draft(models.Model):
    """What the counsellor edits, in light Markdown; generation never overwrites it.

    `proofread_version` is the version that she marked as proofread; `ai_model` names the model
    that last put the text in another form, if one did.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    answer = models.OneToOneField(Answer, on_delete=models.CASCADE, related_name="draft")
    text = models.TextField()
    version = models.PositiveIntegerField(default=1)
    proofread_version = models.PositiveIntegerField(null=True, blank=True)
    ai_model = models.CharField(max_length=120, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = DraftQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.id)

    @property
    def is_proofread(self) -> bool:
        return self.proofread_version == self.version


class DraftVersion(models.Model):
    """A text that a draft had; edits less than a minute apart share one."""

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    origin = models.CharField(max_length=10, choices=DraftOrigin.choices)
    text = models.TextField()
    ai_model = models.CharField(max_length=120, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("draft", "-number")
        constraints = [
            models.UniqueConstraint(fields=["draft", "number"], name="draft_version_unique")
        ]

    def __str__(self) -> str:
        return f"{self.draft_id} v{self.number}"


class DraftSource(PassageSnapshot):
    """A passage that came into a draft with a réponse type; numbers follow those of the answer."""

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="sources")
    model_answer_revision = models.ForeignKey(
        "model_answers.ModelAnswerRevision", on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ("draft", "number")
        constraints = [
            models.UniqueConstraint(fields=["draft", "number"], name="draft_source_unique")
        ]

    def __str__(self) -> str:
        return f"[{self.number}] {self.sheet_id}"


class DraftTranslation(models.Model):
    """What a model made of one version of a draft in another language, line by line.

    `problems` say, in French, which figures and links are not those of the French text.
    """

    draft = models.OneToOneField(Draft, on_delete=models.CASCADE, related_name="translation")
    draft_version = models.PositiveIntegerField()
    language = models.CharField(max_length=8)
    text = models.TextField()
    problems = models.JSONField(default=list)
    ai_model = models.CharField(max_length=120)
    prompt_version = models.CharField(max_length=40)
    created_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return f"{self.draft_id} {self.language}"

    @property
    def spoken(self) -> Language:
        """The language, even once it is offered no more."""
        return LANGUAGES.get(self.language) or Language(self.language, self.language, self.language)

    @property
    def blocks(self) -> list[DraftBlock]:
        return blocks_of(read_draft(self.text))


class Handover(models.Model):
    """What was finally given to the citizen, and how it left the tool.

    `language` and `translation` are those of the machine translation that went along, if any.
    """

    answer = models.ForeignKey(Answer, on_delete=models.CASCADE, related_name="handovers")
    channel = models.CharField(max_length=10, choices=HandoverChannel.choices)
    text = models.TextField()
    language = models.CharField(max_length=8, blank=True)
    translation = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-created_at",)

    def __str__(self) -> str:
        return f"{self.answer_id} {self.channel}"
