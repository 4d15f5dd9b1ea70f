"""The réponses types of the demonstration: proposed by one person, approved by another."""

import json
from datetime import timedelta
from pathlib import Path

from django.utils import timezone

from apps.accounts.models import User
from apps.model_answers.models import ModelAnswer
from apps.model_answers.services import (
    Content,
    approve_model_answer,
    submit_model_answer,
    write_model_answer,
)
from apps.sheets.models import Passage

_FILE = Path(__file__).with_name("model_answers.json")
_REVIEWED_EVERY = timedelta(days=180)


def create_model_answers(*, proposer: User, approver: User) -> list[ModelAnswer]:
    """Write and approve each; `sources` name a sheet and how the quoted passage begins."""
    return [_create(entry, proposer, approver) for entry in json.loads(_FILE.read_text("utf-8"))]


def _create(entry: dict[str, object], proposer: User, approver: User) -> ModelAnswer:
    sources = entry.pop("sources")
    assert isinstance(sources, list)
    passages = [_passage(sheet_id, beginning) for sheet_id, beginning in sources]
    model_answer = write_model_answer(
        author=proposer,
        owner=proposer,
        review_due=timezone.localdate() + _REVIEWED_EVERY,
        content=Content(passages=passages, **{name: str(text) for name, text in entry.items()}),
    )
    submit_model_answer(model_answer=model_answer, submitted_by=proposer)
    return approve_model_answer(model_answer=model_answer, approver=approver)


def _passage(sheet_id: str, beginning: str) -> Passage:
    published = Passage.objects.published().select_related("revision__sheet")
    return published.get(revision__sheet__external_id=sheet_id, text__startswith=beginning)
