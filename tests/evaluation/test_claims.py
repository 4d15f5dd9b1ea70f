"""Precision and recall of what is flagged, on cases counted by hand."""

import json

import pytest

from apps.evaluation.claims import evaluate_claims


def case(name, sentence, passage, *, supported):
    return {
        "id": name,
        "sentence": sentence,
        "passages": [passage],
        "supported": supported,
        "category": "amount",
    }


def test_positive_is_an_unsupported_claim_flagged(tmp_path):
    cases = [
        case("flagged", "C'est 35 €.", "25 €", supported=False),
        case("clean", "C'est 25 €.", "25 €", supported=True),
        case("wrongly flagged", "C'est 30 €.", "25 €", supported=True),
        case("missed", "C'est 25 €.", "25 €", supported=False),
    ]
    path = tmp_path / "claims.jsonl"
    path.write_text("\n".join(json.dumps(line) for line in cases) + "\n\n")
    figures = evaluate_claims(path)
    assert figures["n"] == 4
    assert figures["precision"] == pytest.approx(1 / 2)
    assert figures["recall"] == pytest.approx(1 / 2)
    assert figures["accuracy"] == pytest.approx(1 / 2)
    assert figures["per_category"]["amount"]["n"] == 4
    assert [(e["id"], e["outcome"]) for e in figures["errors"]] == [
        ("wrongly flagged", "false_positive"),
        ("missed", "false_negative"),
    ]


def test_a_line_that_is_not_a_case_is_refused(tmp_path):
    path = tmp_path / "claims.jsonl"
    path.write_text('{"sentence": "x"}')
    with pytest.raises(KeyError):
        evaluate_claims(path)
