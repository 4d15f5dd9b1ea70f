"""Decides whether what was found covers the request.

The weights were fitted by logistic regression on the 128 answerable golden questions and 102
unanswerable ones (18 golden, 84 in tests/evaluation/data), and measured by 8-fold
cross-validation: docs/search.md has the figures and the coverage/risk curve.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

from apps.answering.enums import OPERATOR_NAMES, AnswerStatus
from apps.answering.out_of_scope import ADVICE, beyond_the_sheets
from apps.answering.passages import Evidence, Findings
from apps.answering.ports import Understanding
from apps.answering.wording import content_stems, fold

# Log-odds that no sheet answers.
_INTERCEPT = 6.86
_BEST_SCORE = -14.93
_AGREEMENT = -2.47
_UNKNOWN_NAME = 4.04
# Without a cosine whose scale is known, the words alone decide.
_LEAST_COVERAGE = 0.25

# A short request after another one: from so many words that nothing found holds, it is another.
_LEAST_STRANGE = 2

# « … », "…", or several capitalised words in a row: what may be the name of a scheme.
_NAME = re.compile(
    r"«\s*([^»]{3,60}?)\s*»|\"([^\"]{3,60})\"|"
    r"\b([A-ZÉÈ][\w’'-]+(?: (?:de |du |des |à |au )?[A-ZÉÈ][\w’'-]+)+(?: \d+)?)"
)
_KNOWN_NAMES = frozenset(map(fold, [*OPERATOR_NAMES.values(), "France services", "Pôle emploi"]))


@dataclass(frozen=True, slots=True)
class Decision:
    """`status` is "answerable" or how the answer ends without a draft."""

    status: Literal["answerable"] | AnswerStatus = "answerable"
    missing: tuple[str, ...] = ()
    advice: str = ""


def decide(
    findings: Findings, understanding: Understanding, decline_above: float = 0.0
) -> Decision:
    """Whether to draft: not for what is beyond the sheets, nor without enough evidence.

    `missing`: stems of the request that no passage found holds. `decline_above`: the log-odds of
    having no answer, 0 where both are as likely.
    """
    beyond = beyond_the_sheets(understanding.question)
    if beyond is not None:
        return Decision(AnswerStatus.ABSTAINED_OUT_OF_SCOPE, advice=ADVICE[beyond])
    held = {stem for passage in findings.passages for stem in content_stems(passage.text)}
    asked = dict.fromkeys(content_stems(understanding.question))
    missing = tuple(stem for stem in asked if stem not in held)
    share = 1 - len(missing) / len(asked) if asked else 1.0
    if understanding.may_change_subject and _is_another_matter(missing, asked, understanding):
        return Decision(AnswerStatus.ABSTAINED_NO_SHEET, missing)
    if not findings.passages or _is_too_weak(findings, understanding, share, decline_above):
        return Decision(AnswerStatus.ABSTAINED_NO_SHEET, missing)
    return Decision()


def _is_another_matter(
    missing: Collection[str], asked: Collection[str], understanding: Understanding
) -> bool:
    """What was found answers the earlier request, and hardly says a word of this one."""
    earlier = {stem for text in understanding.history[-1:] for stem in content_stems(text)}
    strange = [stem for stem in missing if stem not in earlier]
    return len(strange) >= _LEAST_STRANGE and len(strange) > len(asked) / 2


def _is_too_weak(
    findings: Findings, understanding: Understanding, share: float, decline_above: float
) -> bool:
    if not findings.evidence.best_score:
        return share < _LEAST_COVERAGE
    return log_odds_of_no_answer(findings.evidence, findings, understanding) > decline_above


def log_odds_of_no_answer(
    evidence: Evidence, findings: Findings, understanding: Understanding
) -> float:
    """The fitted measure behind the decision; above 0, no answer is likelier than one."""
    return (
        _INTERCEPT
        + _BEST_SCORE * evidence.best_score
        + _AGREEMENT * evidence.agreement
        + _UNKNOWN_NAME * bool(unknown_names(understanding.question, findings))
    )


def unknown_names(question: str, findings: Findings) -> tuple[str, ...]:
    """Names in the request that stand nowhere in what was found, such as invented schemes."""
    texts = [passage.text for passage in findings.passages]
    texts += [passage.sheet_title for passage in findings.passages]
    texts += [sheet.title for sheet in findings.sheets]
    found = [" ".join(content_stems(text)) for text in texts]
    names = ["".join(filter(None, match.groups())) for match in _NAME.finditer(question)]
    return tuple(name for name in names if _is_name(name) and not _stands_in(name, found))


def _is_name(name: str) -> bool:
    return len(content_stems(name)) > 1 and fold(name) not in _KNOWN_NAMES


def _stands_in(name: str, texts: list[str]) -> bool:
    stems = " ".join(content_stems(name))
    return any(stems in text for text in texts)
