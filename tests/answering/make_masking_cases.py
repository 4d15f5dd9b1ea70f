"""Make data/masking_cases.jsonl from templates: python -m tests.answering.make_masking_cases

Seeded: the same templates give the same cases. Values are invented; phones stand in the ranges
that the regulator keeps for fiction.
"""

import json
import random
import re
from collections.abc import Callable
from pathlib import Path

DATA = Path(__file__).parent / "data"
CASES = DATA / "masking_cases.jsonl"
SEED = 20260312
_PLACEHOLDER = re.compile(r"\{(?P<kind>\w+)(?:=(?P<value>[^{}]*))?\}|\[\[(?P<negative>[^\]]*)\]\]")
_MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre",
    "octobre", "novembre", "décembre",
)  # fmt: skip
_FICTION = ("0199 00", "0261 91", "0353 01", "0465 71", "0536 49", "0639 98")
_STREETS = (
    "rue", "avenue", "boulevard", "impasse", "allée", "chemin", "place", "square", "route", "quai",
)  # fmt: skip
_STREET_NAMES = (
    "des Lilas", "Victor Hugo", "de la Gare", "du Moulin Vert", "Jean Jaurès", "de l'Église",
    "Général de Gaulle", "des Quatre Vents", "Louise Michel", "du 8 Mai 1945", "d'Alsace",
    "Aristide Briand", "de Bretagne", "Saint-Exupéry", "des Frères Lumière", "du Pré aux Clercs",
)  # fmt: skip
_TOWNS = (
    "97410 Saint-Pierre", "13003 Marseille", "59100 Roubaix", "35000 Rennes", "23000 Guéret",
    "93200 Saint-Denis", "67000 Strasbourg", "20090 Ajaccio", "97300 Cayenne", "76600 Le Havre",
    "54000 Nancy", "85100 Les Sables-d'Olonne", "26200 Montélimar", "75019 Paris",
)  # fmt: skip


def _names(which: str) -> list[str]:
    lines = (DATA / "masking_names.txt").read_text(encoding="utf-8").splitlines()
    words = " ".join(line.removeprefix(which) for line in lines if line.startswith(which)).split(
        " "
    )
    return [word.replace("\\u00a0", " ") for word in words if word]


class Maker:
    """Makes one value of each kind."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.first, self.last = _names("first: "), _names("last: ")

    def digits(self, count: int) -> str:
        return "".join(self.random.choice("0123456789") for _ in range(count))

    def spaced(self, value: str, *groupings: tuple[int, ...]) -> str:
        """`value` cut by one of the groupings, with one of the usual separators."""
        cut = self.random.choice(groupings)
        separator = self.random.choice((" ", " ", " ", "\u00a0", "\u202f", ".", "-"))
        pieces, position = [], 0
        for size in cut:
            pieces.append(value[position : position + size])
            position += size
        return separator.join(piece for piece in [*pieces, value[position:]] if piece)

    def nir_digits(self) -> str:
        department = self.random.choice(["75", "13", "2A", "2B", "99", "971", "974", "976", "59"])
        body = (
            self.random.choice("12") + f"{self.random.randint(30, 99):02}"
            f"{self.random.randint(1, 12):02}{department}"
        )
        return body + self.digits(13 - len(body))

    def nir(self) -> str:
        body = self.nir_digits()
        number = int(body.replace("2A", "19").replace("2B", "18"))
        whole = f"{body}{97 - number % 97:02}"
        return self.spaced(whole, (1, 2, 2, 2, 3, 3), (13,), (15,), (4, 4, 4))

    def nir13(self) -> str:
        return self.spaced(self.nir_digits(), (1, 2, 2, 2, 3), (13,))

    def phone(self) -> str:
        number = self.random.choice(_FICTION).replace(" ", "") + self.digits(4)
        shown = self.spaced(number, (2, 2, 2, 2), (10,), (4, 2, 2))
        return shown if self.random.random() < 0.8 else "+33 " + number[1:]

    def email(self) -> str:
        name = self.random.choice(
            ["k.benali", "lulu_du_59", "marie-jo.hoarau", "x7zeta", "tante.z"]
        )
        return f"{name}{self.digits(2)}@{self.random.choice(['gmail.com', 'orange.fr', 'free.fr'])}"

    def iban(self) -> str:
        body = self.digits(23)
        key = 98 - int(body + "152700") % 97
        return self.spaced(f"FR{key:02}{body}", (4, 4, 4, 4, 4, 4), (27,))

    def tax_number(self) -> str:
        start = self.random.choice("0123") + self.digits(9)
        return self.spaced(f"{start}{int(start) % 511:03}", (2, 2, 3, 3), (13,), (4, 4, 4))

    def card(self) -> str:
        body = self.random.choice(["4", "51", "53", "4970"])
        body += self.digits(15 - len(body))
        doubled = [int(d) * (2 if i % 2 == 0 else 1) for i, d in enumerate(body)]
        total = sum(d - 9 if d > 9 else d for d in doubled)
        return self.spaced(body + str(-total % 10), (4, 4, 4), (16,))

    def caf_number(self) -> str:
        return self.digits(7) + self.random.choice(["", "", " R", "K"])

    def france_travail_number(self) -> str:
        return self.digits(7) + self.random.choice("ABCDKMRTXZ")

    def old_card(self) -> str:
        month = f"{self.random.randint(1, 12):02}"
        return f"{self.random.randint(4, 21):02}{month}{self.random.choice(['75', '13', '69'])}" + (
            self.digits(6)
        )

    def new_card(self) -> str:
        letters = "BCDFGHJKLMNPRTVWXYZ"
        return "".join(
            self.random.choice(letters if i in (0, 3, 4, 7) else "0123456789") for i in range(9)
        )

    def passport(self) -> str:
        return f"{self.digits(2)}{self.random.choice(['AB', 'KE', 'FV', 'DP'])}{self.digits(5)}"

    def foreigner(self) -> str:
        return self.random.choice(["99", "77", "75", "69"]) + self.digits(8)

    def plate(self) -> str:
        letters = "ABCDEFGHJKLMNPQRSTVWXYZ"
        parts = ["".join(self.random.choices(letters, k=2)), self.digits(3)]
        parts.append("".join(self.random.choices(letters, k=2)))
        return self.random.choice(["-", "-", " "]).join(parts)

    def old_plate(self) -> str:
        return f"{self.random.randint(100, 9999)} {self.random.choice(['XB', 'KLP', 'WZ'])} 59"

    def birth_date(self) -> str:
        return self.random.choice([self.figures, self.with_month])()

    def figures(self) -> str:
        separator = self.random.choice("/.-")
        day, month = self.random.randint(1, 28), self.random.randint(1, 12)
        return f"{day:02}{separator}{month:02}{separator}{self.random.randint(1935, 2009)}"

    def with_month(self) -> str:
        day = self.random.randint(1, 28)
        written = "1er" if day == 1 else str(day)
        return f"{written} {self.random.choice(_MONTHS)} {self.random.randint(1935, 2015)}"

    def file_number(self) -> str:
        return self.random.choice(
            [f"2024-{self.digits(6)}", f"SD-{self.digits(4)}-{self.digits(5)}", self.digits(10),
             f"REC{self.digits(7)}", f"{self.digits(2)}-{self.digits(3)}-{self.digits(4)}"]
        )  # fmt: skip

    def address(self) -> str:
        number = f"{self.random.randint(1, 180)}{self.random.choice(['', '', ' bis', ' ter'])}"
        street = f"{self.random.choice(_STREETS)} {self.random.choice(_STREET_NAMES)}"
        comma = self.random.choice(["", ","])
        return (
            f"{number}{comma} {street}{self.random.choice([', ', ' '])}{self.random.choice(_TOWNS)}"
        )

    def first_name(self) -> str:
        return self.random.choice(self.first)

    def last_name(self) -> str:
        return self.random.choice(self.last)

    def person(self) -> str:
        return f"{self.first_name()} {self.last_name()}"


def _values(maker: Maker) -> dict[str, tuple[str | None, Callable[[], str]]]:
    """Placeholder → (kind of the entity, or None, and how to make it)."""
    civilities = ["M.", "Mme", "Mlle", "Monsieur", "Madame"]
    return {
        "NIR": ("NIR", maker.nir),
        "NIR13": ("NIR", maker.nir13),
        "TELEPHONE": ("TELEPHONE", maker.phone),
        "EMAIL": ("EMAIL", maker.email),
        "IBAN": ("IBAN", maker.iban),
        "NUM_FISCAL": ("NUM_FISCAL", maker.tax_number),
        "CARTE_BANCAIRE": ("CARTE_BANCAIRE", maker.card),
        "NUM_ALLOCATAIRE": ("NUM_ALLOCATAIRE", maker.caf_number),
        "ID_FRANCE_TRAVAIL": ("ID_FRANCE_TRAVAIL", maker.france_travail_number),
        "CNI": ("NUM_PIECE", maker.old_card),
        "NEWCNI": ("NUM_PIECE", maker.new_card),
        "PASSEPORT": ("NUM_PIECE", maker.passport),
        "PERMIS": ("NUM_PIECE", maker.passport),
        "AGDREF": ("NUM_PIECE", maker.foreigner),
        "PLAQUE": ("IMMATRICULATION", maker.plate),
        "OLDPLAQUE": ("IMMATRICULATION", maker.old_plate),
        "DATE_NAISSANCE": ("DATE_NAISSANCE", maker.birth_date),
        "DATE_NAISSANCE_CHIFFRES": ("DATE_NAISSANCE", maker.figures),
        "NUM_DOSSIER": ("NUM_DOSSIER", maker.file_number),
        "ADRESSE": ("ADRESSE", maker.address),
        "PERSONNE": ("PERSONNE", maker.person),
        "personne": ("PERSONNE", lambda: maker.person().lower()),
        "NOM": ("PERSONNE", maker.last_name),
        "nom": ("PERSONNE", lambda: maker.last_name().lower()),
        "NOMCAPS": ("PERSONNE", lambda: maker.last_name().upper()),
        "PRENOM": ("PERSONNE", maker.first_name),
        "prenom": ("PERSONNE", lambda: maker.first_name().lower()),
        "CIVILITE": (None, lambda: maker.random.choice(civilities)),
        "civilite": (None, lambda: maker.random.choice(["mme", "mr", "monsieur", "madame"])),
    }


def fill(template: str, maker: Maker) -> dict[str, object]:
    """One case (text, entities, negatives) from a template."""
    values = _values(maker)
    text, entities, negatives, position = "", [], [], 0
    for match in _PLACEHOLDER.finditer(template):
        text += template[position : match.start()]
        position = match.end()
        if match["negative"] is not None:
            negatives.append(match["negative"])
            text += match["negative"]
            continue
        kind, make = values.get(match["kind"], (match["kind"], str))
        value = match["value"] if match["value"] is not None else make()
        if kind:
            start = len(text)
            entities.append(
                {"type": kind, "start": start, "end": start + len(value), "text": value}
            )
        text += value
    return {"text": text + template[position:], "entities": entities, "negatives": negatives}


def make_cases(seed: int = SEED) -> list[dict[str, object]]:
    """Every template filled as often as it asks for."""
    maker = Maker(seed)
    cases: list[dict[str, object]] = []
    lines = (DATA / "masking_templates.txt").read_text(encoding="utf-8").splitlines()
    for line in lines:
        if not line.strip() or line.startswith("#"):
            continue
        times = re.match(r"x(\d) ", line)
        template = line[times.end() if times else 0 :].replace("\\n", "\n")
        template = template.replace("\\u00a0", "\u00a0")
        for _ in range(int(times[1]) if times else 1):
            cases.append({"id": f"G{len(cases) + 1:04}", **fill(template, maker)})
    return cases


if __name__ == "__main__":
    CASES.write_text(
        "".join(json.dumps(case, ensure_ascii=False) + "\n" for case in make_cases()),
        encoding="utf-8",
    )
