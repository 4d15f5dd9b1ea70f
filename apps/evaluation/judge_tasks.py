"""What a model that judges is given to read: an answer of a run, or one that people reviewed."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from apps.answering.judge_prompting import Expectation, JudgedSentence, JudgeTask
from apps.answering.masking import MaskedText, mask
from apps.conversations.models import Answer
from apps.evaluation.golden import GoldenQuestion
from apps.evaluation.models import EvaluationResult
from apps.sheets.models import Passage


def tasks_of_results(results: Iterable[EvaluationResult]) -> Iterator[JudgeTask]:
    """One for each answer of a run, with what its golden question expects."""
    for result in results:
        yield task_of(result.case.as_question(), result.sentences)


def task_of(question: GoldenQuestion, sentences: list[dict[str, Any]]) -> JudgeTask:
    """`sentences` as `judging.sentences_as_json` keeps them. What people typed is masked again: a
    file of questions may come from anywhere."""
    cited = _passages(sentences)
    numbers = {name: number for number, name in enumerate(cited, start=1)}
    return JudgeTask(
        question=mask(question.question),
        history=tuple(map(mask, question.history)),
        sentences=tuple(
            JudgedSentence(
                each["text"], tuple((numbers[_name(c)], c["quote"]) for c in each["citations"])
            )
            for each in sentences
        ),
        passages=tuple(cited.values()),
        expected=Expectation(
            facts=tuple(map(mask, question.facts)),
            sheets=question.gold,
            is_answerable=question.is_answerable,
        ),
    )


def _passages(sentences: Iterable[Mapping[str, Any]]) -> dict[str, tuple[str, str]]:
    """Where each passage cited stands and its text, in the order of citations; a passage that is
    no more is known by its quote."""
    citations = [citation for each in sentences for citation in each["citations"]]
    ids = {citation["passage"] for citation in citations if citation["passage"].isdecimal()}
    rows = Passage.objects.filter(pk__in=ids).values_list("pk", "text")
    texts = {str(pk): text for pk, text in rows}
    return {
        _name(each): (
            _place(each["sheet"], each["section"]),
            texts.get(each["passage"], each["quote"]),
        )
        for each in citations
    }


def _place(sheet: str, section: str) -> str:
    return f"Fiche {sheet}, {section}" if section else f"Fiche {sheet}"


def _name(citation: Mapping[str, Any]) -> str:
    return f"{citation['sheet']} {citation['passage']}"


def task_of_reviewed(answer: Answer) -> JudgeTask:
    """An answer that people reviewed, as it was given. Nothing is said of what was expected: what
    the golden question expects was made of this very answer and would give the verdict away."""
    question = answer.question
    earlier = question.conversation.questions.filter(position__lt=question.position)
    sources = {source.pk: source for source in answer.sources.quoted()}
    numbers = {pk: number for number, pk in enumerate(sources, start=1)}
    return JudgeTask(
        question=MaskedText.from_storage(question.masked_text),
        history=tuple(
            map(
                MaskedText.from_storage,
                earlier.order_by("position").values_list("masked_text", flat=True),
            )
        ),
        sentences=tuple(
            JudgedSentence(
                sentence.text,
                tuple((numbers[c.source_id], c.quote) for c in sentence.citations.all()),
            )
            for sentence in answer.sentences.prefetch_related("citations")
        ),
        passages=tuple(
            (_place(source.sheet_id, source.as_passage().section), source.text)
            for source in sources.values()
        ),
        expected=None,
    )
