"""The measuring of masking: what counts as found, missed and masked for nothing."""

import json
from pathlib import Path

import pytest

from apps.evaluation.masking import evaluate_masking


def _figures(tmp_path: Path, *cases: dict) -> dict:
    path = tmp_path / "cases.jsonl"
    path.write_text("\n".join(json.dumps(case) for case in cases) + "\n", encoding="utf-8")
    return evaluate_masking(path)


def test_it_counts_what_is_found_and_lists_what_is_missed(tmp_path: Path):
    text = "tel 06 39 98 14 27 demande le RSA"
    phone = {"type": "TELEPHONE", "start": 4, "end": 18, "text": "06 39 98 14 27"}
    benefit = {"type": "PERSONNE", "start": 30, "end": 33, "text": "RSA"}

    figures = _figures(
        tmp_path, {"id": "A", "text": text, "entities": [phone, benefit], "negatives": []}
    )

    assert figures["recall"] == {"PERSONNE": 0.0, "TELEPHONE": 1.0}
    assert figures["recall_all"] == 0.5
    assert figures["n"] == {"PERSONNE": 1, "TELEPHONE": 1, "entities": 2}
    assert [miss["type"] for miss in figures["misses"]] == ["PERSONNE"]
    assert figures["intervals"]["TELEPHONE"] == pytest.approx((0.2065, 1.0))


def test_an_entity_masked_in_part_is_missed(tmp_path: Path):
    text = "tel 06 39 98 14 27 demande le RSA"
    wide = {"type": "TELEPHONE", "start": 4, "end": 26, "text": "06 39 98 14 27 demande"}

    figures = _figures(tmp_path, {"id": "A", "text": text, "entities": [wide], "negatives": []})

    assert figures["recall_all"] == 0.0


def test_it_counts_masks_that_nothing_justifies(tmp_path: Path):
    figures = _figures(
        tmp_path,
        {"text": "tel 06 39 98 14 27", "entities": [], "negatives": ["06 39 98 14 27"]},
        {"text": "quelles pièces pour une CNI ?", "entities": [], "negatives": ["CNI"]},
    )

    assert figures["false_masks"] == 1
    assert figures["texts_without_pii"] == 2
    assert figures["texts_without_pii_masked"] == 0.5


def test_it_fails_on_a_malformed_line(tmp_path: Path):
    path = tmp_path / "cases.jsonl"
    path.write_text('{"text": "sans rien"}\n', encoding="utf-8")

    with pytest.raises(KeyError):
        evaluate_masking(path)
