"""What a running answer says is stored here before anyone sees it: all live answers of a process
in one transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from apps.answering import events
from apps.answering.passages import Passage
from apps.conversations.enums import RUNNING
from apps.conversations.models import Answer, AnswerSentence, AnswerSource, Citation, Question

_STORE_STEPS = """
UPDATE conversations_answer AS answer
   SET seq = step.seq, tail = step.tail, lease_until = %s
  FROM unnest(%s::uuid[], %s::uuid[], %s::int[], %s::text[]) AS step(id, owner, seq, tail)
 WHERE answer.id = step.id AND answer.lease_owner = step.owner AND answer.status = %s
RETURNING answer.id
"""


@dataclass(slots=True)
class Progress:
    """One step of a live answer, not stored yet: what was said since the step before.

    `known_sources` are the stored sources of the answer by number; storing `sources` fills it.
    """

    answer_id: UUID
    question_id: UUID
    owner: UUID
    seq: int = 0
    tail: str = ""
    is_restarted: bool = False
    understood: events.Understood | None = None
    sources: events.SourcesFound | None = None
    sentences: list[events.Sentence] = field(default_factory=list)
    known_sources: dict[int, AnswerSource] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Said:
    """A stored sentence with its citations, in the order of their sources."""

    sentence: AnswerSentence
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Recorded:
    """A stored step."""

    said: tuple[Said, ...]


@transaction.atomic
def record_progress(*, steps: Sequence[Progress], lease_until: datetime) -> dict[UUID, Recorded]:
    """Store one step of each answer and renew their leases.

    An answer that is missing from the result is no longer its owner's: nothing of it was stored.
    """
    held = _store_steps(steps, lease_until)
    stored = [step for step in steps if step.answer_id in held]
    restarted = [step.answer_id for step in stored if step.is_restarted]
    if restarted:
        AnswerSentence.objects.filter(answer__in=restarted).delete()
    for step in stored:
        if step.understood:
            _store_understanding(step.question_id, step.understood)
        if step.sources:
            _store_sheets(step.answer_id, step.sources)
            _store_themes(step.question_id, step.sources.themes)
    _store_sources(stored)
    said = _store_sentences(stored)
    return {
        step.answer_id: Recorded(
            tuple(each for each in said if each.sentence.answer_id == step.answer_id)
        )
        for step in stored
    }


def watch_answers(*, owned: Mapping[UUID, UUID], lease_until: datetime | None) -> set[UUID]:
    """Which of the answers (with the owner of each) were asked to stop; `lease_until` renews."""
    answers = Answer.objects.unfinished().filter(pk__in=owned.keys())
    if lease_until:
        answers.filter(lease_owner__in=owned.values()).update(lease_until=lease_until)
    return set(answers.filter(stop_requested_at__isnull=False).values_list("pk", flat=True))


def _store_steps(steps: Sequence[Progress], lease_until: datetime) -> set[UUID]:
    columns = (
        [step.answer_id for step in steps],
        [step.owner for step in steps],
        [step.seq for step in steps],
        [storable(step.tail) for step in steps],
    )
    with connection.cursor() as cursor:
        cursor.execute(_STORE_STEPS, [lease_until, *columns, RUNNING])
        return {row[0] for row in cursor.fetchall()}


def _store_understanding(question_id: UUID, understood: events.Understood) -> None:
    """What the counsellor chose herself is not overruled."""
    questions = Question.objects.filter(pk=question_id)
    questions.filter(operators=[]).update(operators=list(understood.operators))
    _store_themes(question_id, understood.themes)


def _store_themes(question_id: UUID, themes: Sequence[str]) -> None:
    Question.objects.filter(pk=question_id, themes=[]).update(themes=list(themes))


def _store_sheets(answer_id: UUID, found: events.SourcesFound) -> None:
    sheets = [asdict(sheet) for sheet in found.sheets]
    Answer.objects.filter(pk=answer_id).update(outcome={"sheets": sheets})


def _store_sources(steps: Sequence[Progress]) -> None:
    rows = [
        _source(step.answer_id, number, passage)
        for step in steps
        if step.sources
        for number, passage in enumerate(step.sources.passages, 1)
    ]
    stored = AnswerSource.objects.bulk_create(rows)
    for step in steps:
        mine = [row for row in stored if row.answer_id == step.answer_id]
        step.known_sources.update({row.number: row for row in mine})


def _source(answer_id: UUID, number: int, passage: Passage) -> AnswerSource:
    return AnswerSource(
        answer_id=answer_id,
        number=number,
        passage_id=int(passage.id),
        sheet_id=passage.sheet_id,
        revision_id=passage.revision_id,
        sheet_title=passage.sheet_title,
        heading_path=list(passage.heading_path),
        text=passage.text,
        text_hash=passage.text_hash,
        kind=passage.kind,
        operator=passage.operator,
        theme=passage.theme,
        source_url=passage.source_url,
        source_date=passage.source_date,
    )


def _store_sentences(steps: Sequence[Progress]) -> list[Said]:
    events_of = [(step, sentence) for step in steps for sentence in step.sentences]
    rows = AnswerSentence.objects.bulk_create(
        [_sentence(step, sentence) for step, sentence in events_of]
    )
    said = [
        Said(row, _citations(row, step, sentence))
        for row, (step, sentence) in zip(rows, events_of, strict=True)
    ]
    Citation.objects.bulk_create([citation for each in said for citation in each.citations])
    return said


def _citations(
    row: AnswerSentence, step: Progress, sentence: events.Sentence
) -> tuple[Citation, ...]:
    return tuple(
        Citation(sentence=row, source=step.known_sources[cited.number], quote=cited.quote)
        for cited in sorted(sentence.citations, key=lambda cited: cited.number)
    )


def _sentence(step: Progress, sentence: events.Sentence) -> AnswerSentence:
    return AnswerSentence(
        answer_id=step.answer_id,
        position=sentence.position,
        seq=step.seq,
        section=sentence.section,
        topic=storable(sentence.topic)[:160],
        text=storable(sentence.text),
        is_list_item=sentence.is_list_item,
        check_status=sentence.check,
        problems=[asdict(problem) for problem in sentence.problems],
    )


def storable(text: str) -> str:
    """PostgreSQL keeps no NUL character; one sign for one sign, so that offsets stay true."""
    return text.replace("\x00", "\ufffd")
