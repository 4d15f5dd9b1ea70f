"""What changed between two revisions, without a database."""

import hashlib
from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.curation.comparison import compare, word_differences
from apps.curation.enums import ChangeNature


@dataclass
class Leaf:
    text: str
    heading_path: list[str] = field(default_factory=lambda: ["Montant"])
    kind: str = "cost"

    @property
    def text_hash(self) -> str:
        return hashlib.sha256(self.text.encode()).hexdigest()


OLD = Leaf("Vous recevez le montant maximal, qui est de 1 016,05 € par mois.")


def test_an_amount_that_changed_is_one_change_of_a_figure() -> None:
    new = Leaf(OLD.text.replace("1 016,05", "1 033,32"))
    other = Leaf("Rien n’a bougé ici.")
    result = compare([OLD, other], [new, other])
    assert result.unchanged == 1
    [change] = result.changes
    assert change.nature == ChangeNature.FIGURE
    assert [part.text for part in change.before if part.is_removed] == ["1 016,05"]
    assert [part.text for part in change.after if part.is_added] == ["1 033,32"]
    assert change.before_hash == OLD.text_hash


def test_the_same_amount_written_otherwise_is_a_change_of_wording() -> None:
    [change] = compare([Leaf("Cela coûte 25 €.")], [Leaf("Cela coûte 25 euros.")]).changes
    assert change.nature == ChangeNature.WORDING


def test_a_phone_number_that_changed_is_a_change_of_contact() -> None:
    old, new = "Appelez le 01 40 20 53 17.", "Appelez le 01 40 20 53 18."
    [change] = compare([Leaf(old)], [Leaf(new)]).changes
    assert change.nature == ChangeNature.CONTACT


def test_passages_added_and_removed_stand_on_one_side() -> None:
    added = Leaf("L’allocation est revalorisée au 1er avril.")
    result = compare([OLD], [OLD, added])
    assert [(c.nature, c.before) for c in result.changes] == [(ChangeNature.ADDED, ())]
    result = compare([OLD, added], [OLD])
    assert [(c.nature, c.after) for c in result.changes] == [(ChangeNature.REMOVED, ())]


def test_texts_with_nothing_in_common_are_not_paired() -> None:
    result = compare([Leaf("Adressez-vous à la mairie.")], [Leaf("Prix : 86 € (timbre fiscal)")])
    assert {c.nature for c in result.changes} == {ChangeNature.ADDED, ChangeNature.REMOVED}


def test_a_passage_under_another_heading_moved() -> None:
    [change] = compare([OLD], [Leaf(OLD.text, ["Cas général", "Montant"])]).changes
    assert change.nature == ChangeNature.MOVED


@given(st.text(max_size=300), st.text(max_size=300))
def test_the_runs_of_words_joined_again_are_the_texts(before: str, after: str) -> None:
    runs = word_differences(before, after)
    assert "".join(run.text for run in runs if not run.is_added) == before
    assert "".join(run.text for run in runs if not run.is_removed) == after


@pytest.mark.timeout(5)
def test_very_long_passages_are_compared_by_lines() -> None:
    rows = [f"Commune {n} | {n} € | {n} %" for n in range(5000)]
    runs = word_differences("\n".join(rows), "\n".join([*rows[:-1], "Commune 4999 | 1 €"]))
    assert [run.text for run in runs if run.is_added] == ["Commune 4999 | 1 €"]
    assert len(runs) == 3
