"""What search keeps: the words and vectors of revisions, the curators' part of the lexicon."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _
from pgvector.django import HalfVectorField

from apps.sheets.enums import LexiconGroup
from apps.sheets.models.sheets import Passage, SheetRevision


class SearchTerms(models.Model):
    """The words of a revision, counted as `counting` names it: what `search/terms.py` holds.

    `words` are separated by spaces; the other columns are the bytes of arrays, little-endian:
    `passage_ids` of 64-bit integers, `lengths` and `cell_words` of 32-bit ones, `cell_counts` of
    32-bit floats.
    """

    revision = models.ForeignKey(SheetRevision, on_delete=models.CASCADE, related_name="+")
    counting = models.CharField(max_length=16)
    words = models.TextField()
    passage_ids = models.BinaryField()
    lengths = models.BinaryField()
    cell_words = models.BinaryField()
    cell_counts = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["counting", "revision"], name="one_count_per_revision")
        ]

    def __str__(self) -> str:
        return f"{self.revision_id} {self.counting}"


class SearchVector(models.Model):
    """The vector of a passage, or of a revision as a whole where `passage` is null.

    `key` is the hash of the very text that was embedded, so that the vector of an unchanged text
    is copied to a new revision, not computed again. Vectors of two models are never compared.
    """

    revision = models.ForeignKey(SheetRevision, on_delete=models.CASCADE, related_name="+")
    passage = models.ForeignKey(Passage, null=True, on_delete=models.CASCADE, related_name="+")
    model = models.CharField(max_length=200)
    key = models.CharField(max_length=64)
    vector = HalfVectorField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["model", "revision", "passage"],
                nulls_distinct=False,
                name="one_vector_per_model",
            )
        ]
        indexes = [models.Index(fields=["model", "key"], name="search_vector_key")]

    def __str__(self) -> str:
        return f"{self.revision_id}#{self.passage_id} {self.model}"


class LexiconQuerySet(models.QuerySet["LexiconEntry"]):
    def version(self) -> tuple[int, int]:
        """Differs after every committed change, in whatever order changes commit."""
        found = self.aggregate(
            changes=models.Sum("changes", default=0), last=models.Max("pk", default=0)
        )
        return int(found["changes"]), int(found["last"])


class LexiconEntry(models.Model):
    """Curators' words: stands in place of the shipped entry of its group with the same `key`.

    `official`: words of the sheets, an acronym, or a word written out. `lay`: what people say or
    write for it, or what the acronym means. `key`: `official` without case nor accents.
    An entry is never deleted but disabled, and so is the shipped one that it stands for.
    """

    group = models.CharField(max_length=20, choices=LexiconGroup.choices)
    official = models.CharField(max_length=200)
    key = models.CharField(max_length=200)
    lay = ArrayField(models.CharField(max_length=120))
    is_active = models.BooleanField(default=True)
    changes = models.PositiveIntegerField(default=1)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    changed_at = models.DateTimeField(auto_now=True)

    objects = LexiconQuerySet.as_manager()

    class Meta:
        ordering = ("group", "key")
        constraints = [
            models.UniqueConstraint(
                fields=["group", "key"],
                name="one_lexicon_entry_per_words",
                violation_error_message=_("These words have an entry already: change that one."),
            )
        ]

    def __str__(self) -> str:
        return self.official
