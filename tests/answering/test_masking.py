"""Masking: what is hidden, how it is marked, and what a masked text tells of itself."""

import pytest

from apps.answering.enums import MaskKind
from apps.answering.masking import MaskedText, mask, scan


def test_it_hides_a_name_a_nir_and_a_phone_behind_typed_marks():
    masked = mask("Mme Zerrouki, NIR 2 84 03 75 116 001 26, tel 06 39 98 14 27, demande le RSA")

    assert masked.text == ("Mme ⟦PERSONNE_1⟧, NIR ⟦NIR_1⟧, tel ⟦TELEPHONE_1⟧, demande le RSA")
    assert [f.kind for f in masked.findings] == [MaskKind.PERSON, MaskKind.NIR, MaskKind.PHONE]


def test_its_offsets_are_those_of_the_text_as_typed():
    text = "La dame\u200b s’appelle Fatou\u00a0Ndiaye, fatou.nd@yahoo.fr"

    found = {text[f.start : f.end] for f in mask(text).findings}

    assert found == {"Fatou\u00a0Ndiaye", "fatou.nd@yahoo.fr"}


def test_the_same_value_bears_the_same_mark():
    masked = mask("Rappeler le 06 39 98 14 27 ou le 06.39.98.14.27, sinon le 04 65 71 22 48")

    assert masked.text == ("Rappeler le ⟦TELEPHONE_1⟧ ou le ⟦TELEPHONE_1⟧, sinon le ⟦TELEPHONE_2⟧")


def test_marks_already_there_are_kept_and_new_ones_are_numbered_after_them():
    masked = mask("Mme ⟦PERSONNE_3⟧ est hébergée par M. Kowalczyk")

    assert masked.text == "Mme ⟦PERSONNE_3⟧ est hébergée par M. ⟦PERSONNE_4⟧"


def test_nobody_else_builds_a_masked_text():
    with pytest.raises(TypeError):
        MaskedText("Mme Zerrouki", (), seal=object())


def test_it_can_be_wrapped_again_from_storage_without_a_scan():
    stored = MaskedText.from_storage("Mme ⟦PERSONNE_1⟧ demande le RSA")

    assert stored.text == "Mme ⟦PERSONNE_1⟧ demande le RSA"
    assert stored.findings == ()
    assert stored.kinds == {MaskKind.PERSON}


def test_its_representation_shows_no_text():
    masked = mask("Mme Zerrouki demande le RSA")

    for shown in (repr(masked), str(masked), f"{masked}", repr(masked.findings)):
        assert "Zerrouki" not in shown
    assert "RSA" not in repr(masked)


def test_a_scan_of_an_ordinary_request_finds_nothing():
    assert scan("Quelles pièces pour une première demande de RSA à la Caf du Rhône ?") == ()
