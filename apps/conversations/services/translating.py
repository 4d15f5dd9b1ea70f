"""What a model made of a draft in another language, kept beside the French text."""

from collections.abc import Sequence

from django.db import transaction

from apps.accounts.models import User
from apps.answering.languages import Language
from apps.audit.enums import EventKind
from apps.audit.services import append_event, content_hash
from apps.conversations.models import Draft, DraftTranslation
from apps.conversations.services.drafts import hold_draft
from apps.llm.writer import Written


@transaction.atomic
def keep_translation(
    *,
    user: User,
    draft: Draft,
    version: int,
    language: Language,
    text: str,
    problems: Sequence[str],
    written: Written,
) -> DraftTranslation:
    """Put a translation of a version beside it; it replaces the one before.

    Raises DraftConflict when the draft changed while the model wrote.
    """
    current = hold_draft(draft, version)
    translation, _created = DraftTranslation.objects.update_or_create(
        draft=current,
        defaults={
            "draft_version": version,
            "language": language.code,
            "text": text,
            "problems": list(problems),
            "ai_model": written.model,
            "prompt_version": written.prompt_version,
        },
    )
    _record(user, translation, written)
    return translation


def _record(user: User, translation: DraftTranslation, written: Written) -> None:
    append_event(
        kind=EventKind.DRAFT_TRANSLATED,
        actor_id=user.pk,
        subject_type="draft",
        subject_id=translation.draft_id,
        payload={
            "version": translation.draft_version,
            "language": translation.language,
            "problems": len(translation.problems),
            "model": written.model,
            "prompt_version": written.prompt_version,
            "prompt_sha256": written.prompt_sha256,
            "content": content_hash(translation.text),
        },
    )


@transaction.atomic
def remove_translation(*, user: User, draft: Draft) -> None:
    """Hand over the French text alone again; nothing happens when there is no translation."""
    removed, _rows = DraftTranslation.objects.filter(draft=draft).delete()
    if removed:
        append_event(
            kind=EventKind.TRANSLATION_REMOVED,
            actor_id=user.pk,
            subject_type="draft",
            subject_id=draft.pk,
        )
