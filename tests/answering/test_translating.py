"""A machine translation keeps the lines, figures and links of the French text, or it is told."""

import pytest

from apps.answering.rewording import UnusableText
from apps.answering.translating import translation_of

FRENCH = (
    "## Coût\nLa carte coûte 25 € et vaut dix ans.\n\n"
    "## Où et comment\n- Prenez rendez-vous sur https://ants.gouv.fr/\n"
    "- Le plafond est de 1 016,50 € au 1er avril 2026."
)
ENGLISH = (
    "## Cost\nThe card costs €25 and is valid for 10 years.\n\n"
    "## Where and how\n- Book at https://ants.gouv.fr/\n"
    "- The ceiling is €1,016.50 on 1 April 2026."
)
ARABIC = (
    "## التكلفة\nتبلغ تكلفة البطاقة ٢٥ € وهي صالحة لعشر سنوات.\n\n"
    "## أين وكيف\n- احجز موعدا على https://ants.gouv.fr/\n"
    "- السقف هو ١٬٠١٦٫٥٠ € في 1 أبريل 2026."
)


@pytest.mark.parametrize("written", [ENGLISH, ARABIC], ids=["english", "arabic figures"])
def test_a_faithful_translation_has_no_problem(written: str) -> None:
    text, problems = translation_of(FRENCH, f"```\n{written}\n```")
    assert (text, problems) == (written, ())


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("€25", "€52", ["« 25 » manque", "« 52 » n’est pas"]),
        ("€25", "some euros", ["« 25 » manque"]),
        ("€1,016.50", "€1,016.05", ["« 1016.5 » manque", "« 1016.05 » n’est pas"]),
        ("on 1 April 2026", "on 1 April 2025", ["« 2026 » manque", "« 2025 » n’est pas"]),
        ("https://ants.gouv.fr/", "the site", ["Le lien « ants.gouv.fr » manque"]),
    ],
)
def test_a_changed_or_missing_figure_or_link_is_flagged(before, after, told) -> None:
    _text, problems = translation_of(FRENCH, ENGLISH.replace(before, after))
    assert len(problems) == len(told)
    assert all(words in problem for words, problem in zip(told, problems, strict=True))


def test_lines_that_are_missing_are_told() -> None:
    _text, problems = translation_of(FRENCH, ENGLISH.rpartition("\n")[0])
    assert "5 lignes" in problems[0]
    assert any("« 2026 »" in problem for problem in problems)


@pytest.mark.parametrize(
    "written",
    ["", "25 €", "word " * 900, ENGLISH + "\nSee https://canary.example.net/"],
    ids=["empty", "no letter", "too long", "new link"],
)
def test_a_text_that_is_no_translation_is_refused(written: str) -> None:
    with pytest.raises(UnusableText):
        translation_of(FRENCH, written)
