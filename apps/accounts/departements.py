"""The départements and overseas communities, by their official codes."""

import csv
from functools import cache
from pathlib import Path

_FILE = Path(__file__).parent / "data" / "departements.tsv"


@cache
def departement_names() -> dict[str, str]:
    """Code → name, in the order of the codes."""
    with _FILE.open(encoding="utf-8", newline="") as file:
        return dict(csv.reader(file, delimiter="\t"))


def departement_choices() -> list[tuple[str, str]]:
    """(code, "Creuse (23)") for forms."""
    return [(code, f"{name} ({code})") for code, name in departement_names().items()]
