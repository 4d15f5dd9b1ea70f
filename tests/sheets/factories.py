"""Sheets, revisions and passages for tests."""

import hashlib

import factory
from django.utils import timezone

from apps.sheets.enums import RevisionStatus
from apps.sheets.models import Passage, Sheet, SheetRevision


class SheetFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Sheet
        django_get_or_create = ("external_id",)

    external_id = factory.Sequence(lambda n: f"F{n}")
    theme = "Papiers - Citoyenneté"


class RevisionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = SheetRevision
        skip_postgeneration_save = True

    sheet = factory.SubFactory(SheetFactory)
    number = 1
    status = RevisionStatus.PUBLISHED
    published_at = factory.LazyAttribute(
        lambda r: None if r.status in ("draft", "in_review") else timezone.now()
    )
    title = "Carte d’identité perdue"
    author_label = "Import DILA"
    raw_sha256 = factory.Sequence(lambda n: hashlib.sha256(str(n).encode()).hexdigest())
    content_sha256 = factory.SelfAttribute("raw_sha256")


class PassageFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Passage

    revision = factory.SubFactory(RevisionFactory)
    position = factory.Sequence(lambda n: n)
    heading_path = factory.LazyFunction(lambda: ["Coût"])
    kind = "cost"
    text = "Le renouvellement coûte 25 €."
    text_hash = factory.LazyAttribute(lambda p: hashlib.sha256(p.text.encode()).hexdigest())
