"""Exchanges: conversation → question (masked) → answer → sentence → citation, and what follows."""

import uuid
from datetime import timedelta
from enum import Enum
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import OuterRef, TextField
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from apps.answering.enums import (
    AnswerStatus,
    CheckStatus,
    DegradedReason,
    DrafterName,
    Section,
)
from apps.conversations.enums import (
    ANSWER_TASK,
    QUEUED,
    UNFINISHED,
    FeedbackReason,
    Vote,
)
from apps.sheets.snapshots import PassageSnapshot, SnapshotQuerySet

if TYPE_CHECKING:
    from apps.accounts.models import User


def _choices(enum: type[Enum]) -> list[tuple[str, str]]:
    return [(member.value, member.value) for member in enum]


def _helped_by(user: "User") -> models.Q:
    return models.Q(pk__in=user.helps_given.open().values("conversation"))


class ConversationQuerySet(models.QuerySet["Conversation"]):
    def visible_to(self, user: "User") -> Self:
        """Its author's, those shared with the desk, and those that the user is helping in."""
        own = models.Q(author=user)
        shared = models.Q(is_shared=True, desk__isnull=False, desk=user.desk_id)
        return self.listed().filter(own | shared | _helped_by(user))

    def owned_by(self, user: "User") -> Self:
        """Those that the user may keep in order: draft, hand over, rename, share, hide."""
        return self.listed().filter(author=user)

    def held_by(self, user: "User") -> Self:
        """Those in which the user may ask: one's own, and for its time the one of a help."""
        return self.listed().filter(models.Q(author=user) | _helped_by(user))

    def listed(self) -> Self:
        return self.filter(hidden_at__isnull=True)

    def holding(self, words: str) -> Self:
        """Those whose title, questions or answers hold all of these words; all for no word."""
        found = self
        for word in words.split():
            questions = Question.objects.filter(
                conversation=OuterRef("pk"), masked_text__icontains=word
            )
            said = AnswerSentence.objects.filter(
                answer__conversation=OuterRef("pk"), text__icontains=word
            )
            held = models.Q(title__icontains=word) | models.Exists(questions) | models.Exists(said)
            found = found.filter(held)
        return found

    def about(self, operator: str) -> Self:
        """Those with a question about an operator."""
        asked = Question.objects.filter(conversation=OuterRef("pk"), operators__contains=[operator])
        return self.filter(models.Exists(asked))

    def with_draft(self) -> Self:
        drafted = Answer.objects.filter(conversation=OuterRef("pk"), draft__isnull=False)
        return self.filter(models.Exists(drafted))

    def with_state(self) -> Self:
        """With `last_status`, how the last answer stands, and `operators` of the last question."""
        answers = Answer.objects.filter(conversation=OuterRef("pk")).order_by("-created_at")
        questions = Question.objects.filter(conversation=OuterRef("pk")).order_by("-position")
        return self.annotate(
            last_status=models.Subquery(answers.values("status")[:1]),
            operators=models.Subquery(questions.values("operators")[:1]),
        ).order_by("-is_starred", "-updated_at")


class Conversation(models.Model):
    """One exchange of a counsellor about one citizen's situation."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="conversations"
    )
    desk = models.ForeignKey(
        "accounts.Desk", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    title = models.CharField(max_length=160, blank=True)
    is_shared = models.BooleanField(default=False)
    is_starred = models.BooleanField(default=False)
    hidden_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = ConversationQuerySet.as_manager()

    class Meta:
        ordering = ("-updated_at",)
        indexes = [models.Index(fields=["author", "-updated_at"], name="conversation_list")]

    def __str__(self) -> str:
        return str(self.id)


class Question(models.Model):
    """A request as it was masked; the original is never kept."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    conversation = models.ForeignKey(
        Conversation, on_delete=models.CASCADE, related_name="questions"
    )
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    position = models.PositiveIntegerField()
    masked_text = models.TextField()
    mask_counts = models.JSONField(default=dict)
    filters = models.JSONField(default=dict)
    urgency = models.JSONField(default=list)
    operators = ArrayField(models.CharField(max_length=20), default=list)
    themes = ArrayField(models.CharField(max_length=120), default=list)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("conversation", "position")
        constraints = [
            models.UniqueConstraint(
                fields=["conversation", "position"], name="question_position_unique"
            )
        ]

    def __str__(self) -> str:
        return str(self.id)


class AnswerQuerySet(models.QuerySet["Answer"]):
    def visible_to(self, user: "User") -> Self:
        return self.filter(conversation__in=Conversation.objects.visible_to(user))

    def owned_by(self, user: "User") -> Self:
        return self.filter(conversation__in=Conversation.objects.owned_by(user))

    def held_by(self, user: "User") -> Self:
        return self.filter(conversation__in=Conversation.objects.held_by(user))

    def with_everything_shown(self) -> Self:
        """All that the page of an answer shows, in a fixed number of queries."""
        return self.select_related("question", "conversation").prefetch_related(
            models.Prefetch("sources", AnswerSource.objects.with_is_quoted()),
            "sentences__citations__source",
        )

    def unfinished(self) -> Self:
        return self.filter(status__in=UNFINISHED)

    def by_model(self) -> Self:
        """Those for which a model was called."""
        return self.exclude(model="")

    def with_outdated(self) -> Self:
        """Annotates `is_outdated`: a passage that the answer quotes is no longer published."""
        changed = AnswerSource.objects.quoted().outdated().filter(answer=models.OuterRef("pk"))
        return self.annotate(is_outdated=models.Exists(changed))

    def orphaned(self) -> Self:
        """Unfinished answers that nobody works at: lease over, or queued without a waiting job."""
        now = timezone.now()
        grace = timedelta(seconds=settings.ANSWER_LEASE_SECONDS)
        waiting = ProcrastinateJob.objects.annotate(
            answer_id=KeyTextTransform("answer_id", "args")
        ).filter(task_name=ANSWER_TASK, status="todo", answer_id=Cast(OuterRef("pk"), TextField()))
        is_abandoned = models.Q(lease_until__lt=now) | (
            models.Q(status=QUEUED, created_at__lt=now - grace) & ~models.Exists(waiting)
        )
        return self.unfinished().filter(is_abandoned)


class Answer(models.Model):
    """One attempt at answering a question; *Régénérer* makes another."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="answers")
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="answers")
    number = models.PositiveIntegerField(default=1)
    status = models.CharField(
        max_length=24, choices=_choices(AnswerStatus), default=AnswerStatus.QUEUED
    )
    degraded_reason = models.CharField(max_length=20, choices=_choices(DegradedReason), blank=True)
    drafter = models.CharField(max_length=12, choices=_choices(DrafterName), blank=True)
    model = models.CharField(max_length=120, blank=True)
    prompt_version = models.CharField(max_length=40, blank=True)
    parameters = models.JSONField(default=dict)
    timings_ms = models.JSONField(default=dict)
    outcome = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    tail = models.TextField(blank=True)
    seq = models.PositiveIntegerField(default=0)
    lease_until = models.DateTimeField(null=True, blank=True)
    lease_owner = models.UUIDField(null=True, blank=True)
    stop_requested_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = AnswerQuerySet.as_manager()

    class Meta:
        ordering = ("question", "number")
        constraints = [
            models.UniqueConstraint(fields=["question", "number"], name="answer_number_unique"),
            models.UniqueConstraint(
                fields=["conversation"],
                condition=models.Q(status__in=UNFINISHED),
                name="one_unfinished_answer_per_conversation",
            ),
        ]
        indexes = [
            models.Index(fields=["status", "-created_at"], name="answer_status"),
            models.Index(
                fields=["-created_at"], condition=~models.Q(model=""), name="answer_by_model"
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def is_final(self) -> bool:
        return AnswerStatus(self.status).is_final


class AnswerSourceQuerySet(SnapshotQuerySet):
    def quoted(self) -> Self:
        """Those whose words bear a sentence."""
        return self.with_is_quoted().filter(is_quoted=True)

    def with_is_quoted(self) -> Self:
        """Annotates `is_quoted`: its words bear a sentence."""
        citations = Citation.objects.filter(source=models.OuterRef("pk"))
        return self.annotate(is_quoted=models.Exists(citations))


class AnswerSource(PassageSnapshot):
    """A passage given to the drafter as [number]. `is_quoted`: see `with_is_quoted`."""

    is_quoted: bool
    answer = models.ForeignKey(Answer, on_delete=models.CASCADE, related_name="sources")
    passage = models.ForeignKey(
        "sheets.Passage", null=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects = AnswerSourceQuerySet.as_manager()

    class Meta:
        ordering = ("answer", "number")
        constraints = [
            models.UniqueConstraint(fields=["answer", "number"], name="source_number_unique")
        ]
        indexes = [models.Index(fields=["sheet_id", "text_hash"], name="source_of_sheet")]

    def __str__(self) -> str:
        return f"[{self.number}] {self.sheet_id}"


class AnswerSentence(models.Model):
    """A checked sentence of an answer; `problems` holds kind, start, end, text, explanation."""

    answer = models.ForeignKey(Answer, on_delete=models.CASCADE, related_name="sentences")
    position = models.PositiveIntegerField()
    seq = models.PositiveIntegerField()
    section = models.CharField(max_length=12, choices=_choices(Section))
    topic = models.CharField(max_length=160, blank=True)
    text = models.TextField()
    is_list_item = models.BooleanField(default=False)
    check_status = models.CharField(max_length=12, choices=_choices(CheckStatus))
    problems = models.JSONField(default=list)

    class Meta:
        ordering = ("answer", "position")
        constraints = [
            models.UniqueConstraint(fields=["answer", "position"], name="sentence_position_unique")
        ]

    def __str__(self) -> str:
        return f"{self.answer_id}#{self.position}"


class Citation(models.Model):
    """The quote that bears a sentence, byte for byte from its source's text."""

    sentence = models.ForeignKey(AnswerSentence, on_delete=models.CASCADE, related_name="citations")
    source = models.ForeignKey(AnswerSource, on_delete=models.CASCADE, related_name="citations")
    quote = models.TextField()

    class Meta:
        ordering = ("sentence", "source__number")

    def __str__(self) -> str:
        return f"{self.sentence_id} → {self.source_id}"


class Request(models.Model):
    """An act with the key that the client made: the same key twice is one act."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    key = models.UUIDField()
    parameters_hash = models.CharField(max_length=64)
    answer = models.ForeignKey(Answer, on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="request_key_unique")]

    def __str__(self) -> str:
        return str(self.key)


class Feedback(models.Model):
    """A counsellor's rating of an answer or of a whole exchange; each change is a new row."""

    conversation = models.ForeignKey(
        Conversation, on_delete=models.CASCADE, related_name="feedback"
    )
    answer = models.ForeignKey(
        Answer, null=True, blank=True, on_delete=models.CASCADE, related_name="feedback"
    )
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    revision = models.PositiveIntegerField(default=1)
    is_current = models.BooleanField(default=True)
    vote = models.CharField(max_length=12, choices=Vote.choices, blank=True)
    reasons = ArrayField(
        models.CharField(max_length=20, choices=FeedbackReason.choices), default=list, blank=True
    )
    sentence = models.ForeignKey(
        AnswerSentence, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    is_solved = models.BooleanField(null=True, blank=True)
    score = models.PositiveSmallIntegerField(null=True, blank=True)
    minutes_saved = models.PositiveSmallIntegerField(null=True, blank=True)
    comment = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-created_at",)
        constraints = [
            models.UniqueConstraint(
                fields=["author", "answer"],
                condition=models.Q(is_current=True, answer__isnull=False),
                name="one_current_feedback_per_answer",
            ),
            models.UniqueConstraint(
                fields=["author", "conversation"],
                condition=models.Q(is_current=True, answer__isnull=True),
                name="one_current_feedback_per_conversation",
            ),
            models.CheckConstraint(
                condition=models.Q(score__isnull=True)
                | (models.Q(score__gte=1) & models.Q(score__lte=5)),
                name="feedback_score_from_1_to_5",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.answer_id or self.conversation_id} r{self.revision}"
