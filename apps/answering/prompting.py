"""Builds the exact messages sent to a model, byte for byte, from stored versions (for replay)."""

import hashlib
import json
import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from string import Template
from typing import Literal

from apps.answering.enums import OPERATOR_NAMES, PassageKind
from apps.answering.passages import Passage
from apps.answering.ports import DraftRequest, Understanding
from apps.answering.prompt_budget import PromptBudget, clip, fit_history, without_addresses

DRAFT_PROMPT = "draft-1"
REWRITE_PROMPT = "rewrite-1"

_FOLDER = Path(__file__).parent / "prompts"
_MESSAGE_MARK = "<!-- message -->\n"
_PASSAGE_CHARACTERS = 4_000
_HISTORY_SHARE = 0.2
_PASSAGE_NUMBER = re.compile(r"\[(\d{1,3})\]")
_VARIATION_SELECTORS = frozenset(map(chr, [*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)]))

_KIND_NAMES: dict[PassageKind, str] = {
    PassageKind.INTRO: "en bref",
    PassageKind.CONDITIONS: "conditions",
    PassageKind.PAPERS: "pièces à fournir",
    PassageKind.COST: "coût",
    PassageKind.DELAY: "délai",
    PassageKind.PROCEDURE: "démarche",
    PassageKind.WHERE: "où s’adresser",
    PassageKind.ONLINE_SERVICE: "démarche en ligne",
    PassageKind.REFERENCE: "textes de référence",
    PassageKind.OTHER: "autre",
}


class DelimiterInData(ValueError):
    """The delimiter occurs in the data to be fenced: draw another one."""


class UnknownPrompt(ValueError):
    """No prompt file bears this version."""


@dataclass(frozen=True, slots=True)
class Message:
    role: Literal["system", "user"]
    content: str


@dataclass(frozen=True, slots=True)
class Prompt:
    """What is sent, and what had to be left out for it to fit the context window.

    `passages_kept` counts the leading passages of the request that stand in the prompt;
    `turns_shortened` and `turns_dropped` count past turns, so that the screen can say so.
    """

    version: str
    messages: tuple[Message, ...]
    passages_kept: int = 0
    turns_shortened: int = 0
    turns_dropped: int = 0

    @property
    def sha256(self) -> str:
        """Hex digest of the messages as canonical JSON: what a replay must find again."""
        pairs = [[message.role, message.content] for message in self.messages]
        canonical = json.dumps(pairs, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(canonical.encode()).hexdigest()


def build_draft_prompt(
    request: DraftRequest,
    *,
    version: str = DRAFT_PROMPT,
    delimiter: str,
    budget: PromptBudget,
) -> Prompt:
    """The messages that ask for a draft: same arguments, same bytes.

    Passages keep their numbers; the last ones are left out when the context window is too small,
    as are old turns of the exchange. Raises DelimiterInData and UnknownPrompt.
    """
    rules, template = load_prompt(version)
    question = fence(clean(request.understanding.question), delimiter)
    room = budget.characters - len(rules) - len(template) - len(question)
    history = fit_history(
        [clean(turn) for turn in request.understanding.history], int(room * _HISTORY_SHARE)
    )
    past = history_block(history.text, delimiter)
    passages = _passage_blocks(request.passages, delimiter, room - len(past))
    values = {
        "delimiter": delimiter,
        "passages": "\n\n".join(passages),
        "operators": _operators_line(request.understanding),
        "history": past,
        "question": question,
    }
    return Prompt(
        version=version,
        messages=fill(rules, template, values),
        passages_kept=len(passages),
        turns_shortened=history.shortened,
        turns_dropped=history.dropped,
    )


def build_rewrite_prompt(
    understanding: Understanding,
    *,
    version: str = REWRITE_PROMPT,
    delimiter: str,
    budget: PromptBudget,
) -> Prompt:
    """The messages that ask for a search query. Raises DelimiterInData and UnknownPrompt."""
    rules, template = load_prompt(version)
    question = fence(clean(understanding.question), delimiter)
    room = budget.characters - len(rules) - len(template) - len(question)
    history = fit_history([clean(turn) for turn in understanding.history], min(room, 1_500))
    values = {
        "delimiter": delimiter,
        "history": history_block(history.text, delimiter),
        "question": question,
    }
    return Prompt(
        version=version,
        messages=fill(rules, template, values),
        turns_shortened=history.shortened,
        turns_dropped=history.dropped,
    )


@cache
def load_prompt(version: str) -> tuple[str, str]:
    """The rules and the message of a prompt file, which a line of its own separates."""
    path = _FOLDER / f"{version}.md"
    if path.parent != _FOLDER or not path.is_file():
        raise UnknownPrompt(version)
    rules, _, message = path.read_text(encoding="utf-8").partition(_MESSAGE_MARK)
    return rules.strip(), message.strip()


def fill(rules: str, template: str, values: dict[str, str]) -> tuple[Message, ...]:
    """One pass of substitution: a `$name` inside the data is never read as a field."""
    return (
        Message("system", Template(rules).substitute(values)),
        Message("user", Template(template).substitute(values).strip()),
    )


def fence(text: str, delimiter: str) -> str:
    if delimiter in text:
        raise DelimiterInData
    return f"<<<{delimiter}\n{text}\n{delimiter}>>>"


def _passage_blocks(passages: tuple[Passage, ...], delimiter: str, room: int) -> list[str]:
    """The leading passages that fit, numbered; the first one always stands, cut if need be."""
    blocks: list[str] = []
    for number, passage in enumerate(passages, start=1):
        limit = _PASSAGE_CHARACTERS if blocks else max(min(_PASSAGE_CHARACTERS, room - 500), 500)
        block = f"[{number}]\n{fence(_passage_text(passage, limit), delimiter)}"
        if blocks and len(block) > room:
            break
        blocks.append(block)
        room -= len(block) + 2
    return blocks


def _passage_text(passage: Passage, limit: int) -> str:
    lines = [f"Fiche : {passage.sheet_title}"]
    if passage.heading_path:
        lines.append(f"Partie : {passage.section}")
    lines.append(f"Nature : {_KIND_NAMES[passage.kind]}")
    if passage.source_date:
        lines.append(f"Vérifiée le : {passage.source_date:%d/%m/%Y}")
    return clean("\n".join(lines) + "\n\n" + clip(passage.text, limit))


def _operators_line(understanding: Understanding) -> str:
    if len(understanding.operators) < 2:
        return ""
    names = ", ".join(OPERATOR_NAMES[operator] for operator in understanding.operators)
    return f"\nOrganismes concernés : {names}.\n"


def history_block(text: str, delimiter: str) -> str:
    """Past turns as a block of data, "" when there are none."""
    if not text:
        return ""
    return f"\nÉchanges passés, du plus ancien au plus récent :\n\n{fence(text, delimiter)}\n"


def clean(text: str) -> str:
    """The text without web addresses, look-alike passage numbers and unseen characters.

    Hidden instructions travel in control, format, private-use and variation characters;
    addresses would be copied or followed; "[4]" inside a text would pass for a passage.
    """
    visible = "".join(char for char in text if char in "\n\t" or not _is_unseen(char))
    return _PASSAGE_NUMBER.sub(r"(\1)", without_addresses(visible))


def _is_unseen(char: str) -> bool:
    if char < "\u0300":
        return unicodedata.category(char)[0] == "C"
    return unicodedata.category(char)[0] == "C" or char in _VARIATION_SELECTORS
