"""How much personal data masking finds, and what it hides for nothing, on a file of cases."""

import json
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from apps.answering.masking import Finding, mask
from apps.evaluation.intervals import wilson


def evaluate_masking(path: Path) -> dict[str, Any]:
    """Recall per kind and false masks of `mask`.

    `path`: JSON Lines with `text`, `entities` (`type`, `start`, `end`) and `negatives`. An entity
    is found when all its letters and digits are masked, by whatever kind; a false mask is a
    finding that touches no entity, or a negative masked outside of one. Raises OSError,
    ValueError or KeyError on bad input.
    """
    expected: Counter[str] = Counter()
    found: Counter[str] = Counter()
    misses: list[dict[str, Any]] = []
    false_masks: list[dict[str, Any]] = []
    harmless, harmless_masked = 0, 0
    for case in _read(path):
        text, entities = case["text"], case["entities"]
        findings = mask(text).findings
        masked = _characters((f.start, f.end) for f in findings)
        for entity in entities:
            expected[entity["type"]] += 1
            if _is_covered(text, entity, masked):
                found[entity["type"]] += 1
            else:
                misses.append({"id": case.get("id"), "type": entity["type"], "text": text})
        false_masks += _false_masks(case, findings, masked)
        harmless += not entities
        harmless_masked += bool(findings) and not entities
    intervals = {kind: wilson(found[kind], n) for kind, n in sorted(expected.items())}
    intervals["recall_all"] = wilson(found.total(), expected.total())
    intervals["texts_without_pii_masked"] = wilson(harmless_masked, harmless)
    return {
        "n": {**dict(sorted(expected.items())), "entities": expected.total()},
        "recall": {kind: found[kind] / n for kind, n in sorted(expected.items())},
        "recall_all": found.total() / expected.total() if expected else None,
        "intervals": intervals,
        "false_masks": len(false_masks),
        "false_mask_list": false_masks,
        "texts_without_pii": harmless,
        "texts_without_pii_masked": harmless_masked / harmless if harmless else None,
        "misses": misses,
    }


def _read(path: Path) -> Iterable[dict[str, Any]]:
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.strip():
            yield json.loads(line)


def _characters(spans: Iterable[tuple[int, int]]) -> frozenset[int]:
    return frozenset(index for start, end in spans for index in range(start, end))


def _is_covered(text: str, entity: dict[str, Any], masked: frozenset[int]) -> bool:
    """All letters and digits of the entity are masked; separators at a seam need not be."""
    return all(
        index in masked for index in range(entity["start"], entity["end"]) if text[index].isalnum()
    )


def _false_masks(
    case: dict[str, Any], findings: tuple[Finding, ...], masked: frozenset[int]
) -> list[dict[str, Any]]:
    text = case["text"]
    personal = _characters((e["start"], e["end"]) for e in case["entities"])
    wrong = [
        (finding.start, finding.end)
        for finding in findings
        if personal.isdisjoint(range(finding.start, finding.end))
    ]
    already = _characters(wrong)
    for negative in case.get("negatives", ()):
        start = text.find(negative)
        where = range(start, start + len(negative)) if start >= 0 else range(0)
        hidden = [index for index in where if index in masked and index not in personal]
        if hidden and already.isdisjoint(hidden):
            wrong.append((where.start, where.stop))
    return [{"id": case.get("id"), "masked": text[a:b], "text": text} for a, b in wrong]
