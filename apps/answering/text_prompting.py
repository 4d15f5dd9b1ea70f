"""Builds the messages that ask a model to reword a draft, or to translate it."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from apps.answering.masking import MaskedText
from apps.answering.plain_text import without_invisible
from apps.answering.prompt_budget import PromptBudget
from apps.answering.prompting import Prompt, UnknownPrompt, fence, fill, load_prompt
from apps.answering.rewriting import Rewriting

REWORD_PROMPT = "reword-1"
TRANSLATE_PROMPT = "translate-1"

_FOLDER = Path(__file__).parent / "prompts"
_LEAST_TOKENS = 256


class TextTooLong(ValueError):
    """The text and what would be written of it do not fit in the model's window."""


@dataclass(frozen=True, slots=True)
class TextTask:
    """What is asked of a model for one text: same task and delimiter, same bytes.

    `tokens_a_character` bounds what may be written; other scripts take more tokens than French.
    """

    version: str
    text: MaskedText
    values: tuple[tuple[str, str], ...]
    tokens_a_character: float

    @property
    def answer_tokens(self) -> int:
        return _LEAST_TOKENS + int(len(self.text.text) * self.tokens_a_character)

    def prompt(self, delimiter: str, context_tokens: int) -> Prompt:
        """Raises DelimiterInData, UnknownPrompt and TextTooLong."""
        rules, template = load_prompt(self.version)
        text = fence(without_invisible(self.text.text), delimiter)
        budget = PromptBudget(context_tokens, self.answer_tokens)
        if len(rules) + len(template) + len(text) > budget.characters:
            raise TextTooLong
        values = {"delimiter": delimiter, "text": text, **dict(self.values)}
        return Prompt(version=self.version, messages=fill(rules, template, values))


def reword_task(
    text: MaskedText, rewriting: Rewriting, *, version: str = REWORD_PROMPT
) -> TextTask:
    """Asks for a draft in another form; its citations stay."""
    return TextTask(version, text, (("task", _task(version, rewriting)),), 0.5)


def translate_task(text: MaskedText, language: str, *, version: str = TRANSLATE_PROMPT) -> TextTask:
    """Asks for a text in another language, which `language` names in French."""
    return TextTask(version, text, (("language", language),), 1.0)


@cache
def _task(version: str, rewriting: Rewriting) -> str:
    path = _FOLDER / f"{version}.{rewriting.value}.md"
    if not path.is_file():
        raise UnknownPrompt(path.stem)
    return path.read_text(encoding="utf-8").strip()
