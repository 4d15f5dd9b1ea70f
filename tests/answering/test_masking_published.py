"""What official sheets publish is nobody's personal data."""

from apps.answering.masking import mask

SHEET = "Caf de la Creuse, 1 rue de la Paix, 75002 Paris. Téléphone : 01 40 58 00 00."


def test_a_number_and_an_address_of_a_sheet_stay() -> None:
    text = "Écrivez à la Caf, 1 rue de la Paix, 75002 Paris, ou appelez le 01.40.58.00.00."
    assert mask(text, published=SHEET).text == text
    assert "⟦TELEPHONE_1⟧" in mask(text).text


def test_what_no_sheet_holds_is_hidden_beside_them() -> None:
    masked = mask("Appelez le 01 40 58 00 00. Lui : 06 12 34 56 78.", published=SHEET)
    assert masked.text == "Appelez le 01 40 58 00 00. Lui : ⟦TELEPHONE_1⟧."
    assert mask(masked.text, published=SHEET).text == masked.text


def test_a_name_is_hidden_even_when_a_sheet_holds_it() -> None:
    assert "⟦PERSONNE_1⟧" in mask("M. Durand attend.", published="Exemple : M. Durand attend.").text
