"""Builds the messages that ask a model what an answer is worth, by the grid of reviews."""

from dataclasses import dataclass

from apps.answering.masking import MaskedText
from apps.answering.prompt_budget import PromptBudget, clip, fit_history
from apps.answering.prompting import Prompt, clean, fence, fill, history_block, load_prompt
from apps.answering.text_prompting import TextTooLong

JUDGE_PROMPT = "judge-1"

_ANSWER_TOKENS = 1_024  # the opinion takes 60; the rest is for models that think aloud
_LEAST_PASSAGE = 400
_HISTORY_CHARACTERS = 1_500


@dataclass(frozen=True, slots=True)
class JudgedSentence:
    """A sentence of the answer; `quotes`: (number of the passage from 1, words cited)."""

    text: str
    quotes: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Expectation:
    """What a good answer would hold: facts, as the sheets say them, and the sheets; or nothing,
    when the sheets do not answer the request."""

    facts: tuple[MaskedText, ...] = ()
    sheets: tuple[str, ...] = ()
    is_answerable: bool = True


@dataclass(frozen=True, slots=True)
class JudgeTask:
    """What is asked of the model that judges one answer: same task and delimiter, same bytes.

    `passages`: (where it stands, text) of each one cited. Without `expected`, the model judges by
    request and passages alone.
    """

    question: MaskedText
    history: tuple[MaskedText, ...]
    sentences: tuple[JudgedSentence, ...]
    passages: tuple[tuple[str, str], ...]
    expected: Expectation | None
    version: str = JUDGE_PROMPT

    @property
    def answer_tokens(self) -> int:
        return _ANSWER_TOKENS

    def prompt(self, delimiter: str, context_tokens: int) -> Prompt:
        """Raises DelimiterInData, UnknownPrompt and TextTooLong.

        Passages are cut, all to the same length, when the window is too small for them whole.
        """
        rules, template = load_prompt(self.version)
        history = fit_history([clean(turn.text) for turn in self.history], _HISTORY_CHARACTERS)
        values = {
            "delimiter": delimiter,
            "question": fence(clean(self.question.text), delimiter),
            "history": history_block(history.text, delimiter),
            "expected": _expected_block(self.expected, delimiter),
            "answer": _answer_block(self.sentences, delimiter),
        }
        room = PromptBudget(context_tokens, _ANSWER_TOKENS).characters
        room -= len(rules) + len(template) + sum(map(len, values.values()))
        values["passages"] = _passages_block(self.passages, delimiter, room)
        return Prompt(
            version=self.version,
            messages=fill(rules, template, values),
            passages_kept=len(self.passages),
            turns_shortened=history.shortened,
            turns_dropped=history.dropped,
        )


def _passages_block(passages: tuple[tuple[str, str], ...], delimiter: str, room: int) -> str:
    if room < _LEAST_PASSAGE * len(passages):
        raise TextTooLong
    limit = room // max(len(passages), 1) - 2 * len(delimiter) - len("[99]\n<<<\n\n>>>\n\n")
    blocks = [
        f"[{number}]\n{fence(clip(clean(whole), limit), delimiter)}"
        for number, whole in enumerate(("\n\n".join(each) for each in passages), start=1)
    ]
    return "\n\n".join(blocks) or "Aucun."


def _expected_block(expected: Expectation | None, delimiter: str) -> str:
    if expected is None:
        return "Ce n’est pas connu : juge d’après la demande et les passages."
    if not expected.is_answerable:
        return "Les fiches ne répondent pas à cette demande : il fallait le dire."
    lines = [f"- {clean(fact.text)}" for fact in expected.facts]
    if expected.sheets:
        lines.append(f"Fiches qui répondent à la demande : {', '.join(expected.sheets)}.")
    if not lines:
        return "Une réponse tirée des fiches ; les faits qu’elle doit contenir ne sont pas listés."
    return fence("\n".join(lines), delimiter)


def _answer_block(sentences: tuple[JudgedSentence, ...], delimiter: str) -> str:
    if not sentences:
        return "Aucune : l’assistant a dit qu’il n’avait pas trouvé de réponse dans les fiches."
    lines = []
    for number, sentence in enumerate(sentences, start=1):
        lines.append(f"{number}. {clean(sentence.text)}")
        lines += [f"   [{passage}] « {clean(quote)} »" for passage, quote in sentence.quotes]
    return fence("\n".join(lines), delimiter)
