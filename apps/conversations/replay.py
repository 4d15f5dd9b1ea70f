"""Makes an answer verifiable later: the exact prompt again, every quote against its source."""

import hashlib
from dataclasses import dataclass
from typing import Any

from apps.answering.enums import Operator
from apps.answering.ports import DraftRequest, Understanding
from apps.answering.prompt_budget import PromptBudget
from apps.answering.prompting import Message, UnknownPrompt, build_draft_prompt
from apps.conversations.assistant import earlier_requests
from apps.conversations.models import Answer, AnswerSource, Citation


@dataclass(frozen=True, slots=True)
class PromptReplay:
    """One call of the model. `is_identical` compares digests; `problem` says why none was rebuilt.

    A call that the breaker refused sent nothing and has no replay.
    """

    model: str
    version: str
    sha256: str
    is_identical: bool
    messages: tuple[Message, ...] = ()
    problem: str = ""


@dataclass(frozen=True, slots=True)
class QuoteReplay:
    """A quote that is not as it should be; `problem` is one of "altered" (not a substring of its
    source), "source_altered" (its hash differs) and "passage_differs" (the stored sheet says
    something else)."""

    sentence: int
    source: int
    problem: str


@dataclass(frozen=True, slots=True)
class Replay:
    prompts: tuple[PromptReplay, ...]
    quotes: int
    bad_quotes: tuple[QuoteReplay, ...]
    revisions: tuple[tuple[str, str], ...]

    @property
    def is_ok(self) -> bool:
        return not self.bad_quotes and all(prompt.is_identical for prompt in self.prompts)


def replay_answer(answer: Answer) -> Replay:
    """Rebuild what was sent from what is stored, and check what was quoted. Writes nothing."""
    sources = list(answer.sources.select_related("passage").order_by("number"))
    citations = list(
        Citation.objects.filter(sentence__answer=answer).select_related("sentence", "source")
    )
    by_id = {source.pk: source for source in sources}
    checked = [_checked(each, by_id[each.source_id]) for each in citations]
    runs = [run for run in answer.parameters.get("runs", []) if run["prompt_sha256"]]
    request = _request(answer, sources)
    return Replay(
        prompts=tuple(_rebuilt(run, request) for run in runs),
        quotes=len(citations),
        bad_quotes=tuple(each for each in checked if each is not None),
        revisions=tuple(dict.fromkeys((each.sheet_id, each.revision_id) for each in sources)),
    )


def _request(answer: Answer, sources: list[AnswerSource]) -> DraftRequest:
    """The request as the drafter got it: all that a prompt is made of."""
    understanding = Understanding(
        question=answer.question.masked_text,
        text=answer.question.masked_text,
        history=tuple(earlier_requests(answer.question)),
        operators=tuple(Operator(name) for name in answer.parameters.get("operators", ())),
    )
    return DraftRequest(understanding, tuple(source.as_passage() for source in sources), ())


def _rebuilt(run: dict[str, Any], request: DraftRequest) -> PromptReplay:
    try:
        prompt = build_draft_prompt(
            request,
            version=run["prompt_version"],
            delimiter=run["delimiter"],
            budget=PromptBudget(**run["budget"]),
        )
    except (UnknownPrompt, ValueError) as error:
        return PromptReplay(
            run["model"],
            run["prompt_version"],
            run["prompt_sha256"],
            is_identical=False,
            problem=type(error).__name__,
        )
    return PromptReplay(
        run["model"],
        run["prompt_version"],
        run["prompt_sha256"],
        is_identical=prompt.sha256 == run["prompt_sha256"],
        messages=prompt.messages,
    )


def _checked(citation: Citation, source: AnswerSource) -> QuoteReplay | None:
    """What is wrong with a quote, or None."""
    problem = ""
    if not citation.quote or citation.quote not in source.text:
        problem = "altered"
    elif hashlib.sha256(source.text.encode()).hexdigest() != source.text_hash:
        problem = "source_altered"
    elif source.passage is not None and source.passage.text != source.text:
        problem = "passage_differs"
    if not problem:
        return None
    return QuoteReplay(citation.sentence.position, source.number, problem)
