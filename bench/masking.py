"""How long masking takes: python -m bench.masking [--runs 200]"""

import argparse
import platform
import statistics
import sys
import time
from collections.abc import Callable

from apps.answering.masking import mask, warm_up

_OPENING = (
    "Bonjour, je suis avec Mme Fatou Ndiaye, née le 12/03/1984, n° de sécurité sociale "
    "2 84 03 75 116 001 26, joignable au 06 39 98 14 27 ou fatou.nd@yahoo.fr. "
)
_SENTENCES = (
    "Elle habite 12 rue des Lilas 69003 Lyon et demande si elle a encore droit à la prime. ",
    "Sa déclaration trimestrielle est en retard et la Caf réclame un trop-perçu de 1 240 €. ",
    "Elle travaille à mi-temps depuis le mois de janvier et ses deux enfants vont à l'école. ",
    "Peut-elle demander un étalement, et quelles pièces faut-il joindre à son courrier ? ",
    "Son conjoint cherche un emploi et ne touche plus aucune allocation depuis trois mois. ",
)


def text_of(words: int) -> str:
    """A request or a letter of exactly `words` words, with personal data in it."""
    text, turn = _OPENING, 0
    while len(text.split()) < words:
        text += _SENTENCES[turn % len(_SENTENCES)]
        turn += 1
    return " ".join(text.split()[:words])


def milliseconds(text: str, runs: int, clock: Callable[[], float]) -> list[float]:
    """What `clock` counts during each of `runs` maskings, from least to most."""
    taken = []
    for _ in range(runs):
        started = clock()
        mask(text)
        taken.append((clock() - started) * 1000)
    return sorted(taken)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=200)
    runs = parser.parse_args().runs
    started = time.perf_counter()
    warm_up()
    lines = [
        f"{platform.processor() or platform.machine()}, Python {platform.python_version()}",
        f"warm-up {time.perf_counter() - started:.1f} s",
    ]
    for words in (60, 400):
        for name, clock in (("elapsed", time.perf_counter), ("processor", time.process_time)):
            taken = milliseconds(text_of(words), runs, clock)
            median, p95 = statistics.median(taken), taken[int(0.95 * (runs - 1))]
            lines.append(f"{words} words, {name}: n={runs} median {median:.0f} ms p95 {p95:.0f} ms")
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
