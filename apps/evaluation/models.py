"""Evaluation sets kept in the application, their runs, blind comparisons, decisions on releases."""

import uuid
from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

from apps.answering.enums import DrafterName
from apps.evaluation.enums import (
    CRITERIA,
    UNFINISHED,
    Choice,
    NotJudged,
    RunStatus,
    Verdict,
)
from apps.evaluation.golden import GoldenQuestion, question_of


class EvaluationSet(models.Model):
    """Golden questions that belong together."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=120, unique=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class EvaluationCase(models.Model):
    """One golden question; its columns are the fields of a line of the file format."""

    set = models.ForeignKey(EvaluationSet, on_delete=models.CASCADE, related_name="cases")
    external_id = models.CharField(max_length=60)
    operator = models.CharField(max_length=60, blank=True)
    kind = models.CharField(max_length=20, blank=True)
    subkind = models.CharField(max_length=20, blank=True)
    history = ArrayField(models.TextField(), default=list, blank=True)
    question = models.TextField()
    gold = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    also = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    facts = models.JSONField(default=list, blank=True)
    answer = models.ForeignKey(
        "conversations.Answer", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("set", "external_id")
        constraints = [
            models.UniqueConstraint(fields=["set", "external_id"], name="case_id_unique"),
            models.UniqueConstraint(fields=["set", "answer"], name="one_case_per_answer"),
        ]

    def __str__(self) -> str:
        return self.external_id

    def as_row(self) -> dict[str, Any]:
        """The line of the file format."""
        row: dict[str, Any] = {
            "id": self.external_id,
            "operator": self.operator,
            "kind": self.kind,
            "history": self.history,
            "question": self.question,
            "gold": self.gold,
            "also": self.also,
            "facts": self.facts,
        }
        return row | ({"subkind": self.subkind} if self.subkind else {})

    def as_question(self) -> GoldenQuestion:
        return question_of(self.as_row())


class EvaluationRun(models.Model):
    """One way of answering put to all the questions of a set, by a job.

    `release` says what answered, part by part, and `fingerprint` is its digest
    (`apps/evaluation/releases.py`).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    set = models.ForeignKey(EvaluationSet, on_delete=models.CASCADE, related_name="runs")
    drafter = models.CharField(max_length=12, choices=[(d.value, d.value) for d in DrafterName])
    model = models.CharField(max_length=120, blank=True)
    prompt_version = models.CharField(max_length=40, blank=True)
    release = models.JSONField(default=dict)
    fingerprint = models.CharField(max_length=64)
    status = models.CharField(max_length=10, choices=RunStatus.choices, default=RunStatus.QUEUED)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    error = models.TextField(blank=True)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-created_at",)

    def __str__(self) -> str:
        return " ".join(part for part in (self.drafter, self.model, self.prompt_version) if part)

    @property
    def is_over(self) -> bool:
        return self.status not in UNFINISHED


class EvaluationResult(models.Model):
    """How one question was answered in a run. `sentences` hold text, check, problems, citations
    (sheet, section, passage, quote, is_verbatim); `checks` what was counted
    (`apps/evaluation/judging.py`). `is_blind`: the person who judged had not seen what a model says
    of this answer.
    """

    run = models.ForeignKey(EvaluationRun, on_delete=models.CASCADE, related_name="results")
    case = models.ForeignKey(EvaluationCase, on_delete=models.CASCADE, related_name="results")
    status = models.CharField(max_length=24)
    sentences = models.JSONField(default=list)
    milliseconds = models.FloatField()
    checks = models.JSONField(default=dict)
    checked_verdict = models.CharField(max_length=10, choices=Verdict.choices)
    human_verdict = models.CharField(max_length=10, choices=Verdict.choices, blank=True)
    is_blind = models.BooleanField(default=False)
    judged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ("run", "case__external_id")
        constraints = [models.UniqueConstraint(fields=["run", "case"], name="one_result_per_case")]

    def __str__(self) -> str:
        return f"{self.run_id} {self.case_id}"

    @property
    def verdict(self) -> Verdict:
        """A person's where there is one, else what the checks say."""
        return Verdict(self.human_verdict or self.checked_verdict)


class Judging(models.Model):
    """A model asked what it thinks of the answers of a run, by a job; and of the answers, reviewed
    by people, that golden questions of the set were made of, to show how far it agrees with them.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    run = models.ForeignKey(EvaluationRun, on_delete=models.CASCADE, related_name="judgings")
    model = models.CharField(max_length=120)
    prompt_version = models.CharField(max_length=40)
    status = models.CharField(max_length=10, choices=RunStatus.choices, default=RunStatus.QUEUED)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    error = models.TextField(blank=True)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-created_at",)
        constraints = [
            models.UniqueConstraint(
                fields=["run", "model", "prompt_version"], name="one_judging_per_judge"
            )
        ]

    def __str__(self) -> str:
        return f"{self.model} {self.prompt_version}"

    @property
    def is_over(self) -> bool:
        return self.status not in UNFINISHED


class Opinion(models.Model):
    """What a model says of one answer, a result of the run or one that people reviewed: a verdict
    and five criteria from 1 to 5; or, without them, why it says nothing (`reason`)."""

    judging = models.ForeignKey(Judging, on_delete=models.CASCADE, related_name="opinions")
    result = models.ForeignKey(
        EvaluationResult, null=True, blank=True, on_delete=models.CASCADE, related_name="opinions"
    )
    answer = models.ForeignKey(
        "conversations.Answer", null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    prompt_sha256 = models.CharField(max_length=64, blank=True)
    reason = models.CharField(max_length=16, choices=NotJudged.choices, blank=True)
    verdict = models.CharField(max_length=10, choices=Verdict.choices, blank=True)
    exact = models.PositiveSmallIntegerField(null=True)
    complete = models.PositiveSmallIntegerField(null=True)
    clear = models.PositiveSmallIntegerField(null=True)
    sourced = models.PositiveSmallIntegerField(null=True)
    tone = models.PositiveSmallIntegerField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("judging", "pk")
        constraints = [
            models.UniqueConstraint(fields=["judging", "result"], name="one_opinion_per_result"),
            models.UniqueConstraint(fields=["judging", "answer"], name="one_opinion_per_answer"),
            models.CheckConstraint(
                condition=models.Q(result__isnull=True) ^ models.Q(answer__isnull=True),
                name="an_opinion_is_of_one_answer",
            ),
            models.CheckConstraint(
                condition=models.Q(verdict="") ^ models.Q(reason=""),
                name="a_verdict_or_a_reason_why_not",
            ),
            *(
                models.CheckConstraint(
                    condition=models.Q(verdict="", **{criterion: None})
                    | models.Q(
                        ~models.Q(verdict=""),
                        **{f"{criterion}__isnull": False, f"{criterion}__range": (1, 5)},
                    ),
                    name=f"opinion_{criterion}_from_1_to_5",
                )
                for criterion in CRITERIA
            ),
        ]

    def __str__(self) -> str:
        return f"{self.judging_id} {self.verdict or self.reason}"

    @property
    def scores(self) -> dict[str, int]:
        """By criterion; none when the model says nothing."""
        return {name: getattr(self, name) for name in CRITERIA} if self.verdict else {}


class Comparison(models.Model):
    """Two runs of a set, judged side by side without saying which is which."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    first = models.ForeignKey(EvaluationRun, on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(EvaluationRun, on_delete=models.CASCADE, related_name="+")
    seed = models.CharField(max_length=40)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-created_at",)
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(first=models.F("second")), name="two_different_runs"
            )
        ]

    def __str__(self) -> str:
        return str(self.id)


class Preference(models.Model):
    """What one person preferred for one question; `is_swapped`: the second run stood left."""

    comparison = models.ForeignKey(Comparison, on_delete=models.CASCADE, related_name="preferences")
    case = models.ForeignKey(EvaluationCase, on_delete=models.CASCADE, related_name="+")
    judge = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    is_swapped = models.BooleanField()
    choice = models.CharField(max_length=8, choices=Choice.choices)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["comparison", "case", "judge"], name="one_preference_each"
            )
        ]

    def __str__(self) -> str:
        return f"{self.comparison_id} {self.choice}"


class ReleaseDecision(models.Model):
    """Whether what answered in a run may serve counsellors; `reasons` why not."""

    run = models.ForeignKey(EvaluationRun, on_delete=models.PROTECT, related_name="decisions")
    fingerprint = models.CharField(max_length=64)
    is_accepted = models.BooleanField()
    reasons = models.JSONField(default=list)
    figures = models.JSONField(default=dict)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-created_at",)

    def __str__(self) -> str:
        return self.fingerprint[:12]
