"""Answers of the whole pipeline, recorded once for each question and given again by the services
that the job uses."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import uuid4

from django.utils import timezone

from apps.answering.enums import DrafterName
from apps.answering.events import (
    Event,
    Finished,
    Sentence,
    SentenceChecked,
    SourcesFound,
    Understood,
)
from apps.answering.prepare import Prepared, prepare
from apps.conversations.assistant import answer_question
from apps.conversations.models import Answer
from apps.conversations.services import (
    Progress,
    Report,
    claim_answer,
    finish_answer,
    record_progress,
)
from apps.evaluation.golden import GoldenQuestion

_LEASE = timedelta(minutes=5)


@dataclass(slots=True)
class Recording:
    """What the pipeline said of one question, and the question made ready."""

    question: GoldenQuestion
    prepared: Prepared
    understood: Understood | None = None
    sources: SourcesFound | None = None
    sentences: list[Sentence] = field(default_factory=list)
    finished: Finished | None = None

    def note(self, event: Event) -> None:
        match event:
            case Understood():
                self.understood = event
            case SourcesFound():
                self.sources = event
            case SentenceChecked(sentence=sentence):
                self.sentences.append(sentence)
            case Finished():
                self.finished = event


async def record_answers(questions: Sequence[GoldenQuestion]) -> list[Recording]:
    """Ask each question once, by extraction."""
    return [await _record(question) for question in questions]


async def _record(question: GoldenQuestion) -> Recording:
    # Twice, as when a counsellor confirms what was masked.
    recording = Recording(question, prepare(prepare(question.question).masked.text))
    masked = recording.prepared.masked
    async for event in answer_question(masked, [], only=DrafterName.EXTRACTIVE):
        recording.note(event)
    return recording


def give_again(answer: Answer, recording: Recording, timings_ms: dict[str, int]) -> None:
    """Answer a queued answer as the job would, with what was recorded."""
    owner = uuid4()
    until = timezone.now() + _LEASE
    claimed = claim_answer(answer_id=answer.pk, owner=owner, lease_until=until)
    if claimed is None or recording.finished is None:
        raise RuntimeError("somebody else answers: stop the worker first")
    step = Progress(
        answer_id=answer.pk,
        question_id=answer.question_id,
        owner=owner,
        seq=1,
        understood=recording.understood,
        sources=recording.sources,
        sentences=list(recording.sentences),
    )
    record_progress(steps=[step], lease_until=until)
    finish_answer(
        answer_id=answer.pk,
        owner=owner,
        finished=recording.finished,
        report=Report(drafter=DrafterName.EXTRACTIVE, timings_ms=timings_ms),
    )
