"""Figures and contacts of a sentence: found, normalised, looked for in its cited passages."""

from apps.answering.figures.matching import unsupported_spans

__all__ = ["unsupported_spans"]
