"""All recognisers behind one presidio analyser, loaded once: 6 s and about 350 MB."""

import threading
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache

import spacy
from presidio_analyzer import AnalyzerEngine, EntityRecognizer, RecognizerRegistry, RecognizerResult
from presidio_analyzer.nlp_engine import NlpArtifacts, SpacyNlpEngine
from spacy.language import Language

from apps.answering.enums import MaskKind
from apps.answering.recognisers.addresses import find_addresses
from apps.answering.recognisers.birth_dates import find_birth_dates
from apps.answering.recognisers.contacts import find_emails, find_phones
from apps.answering.recognisers.files import (
    find_caf_numbers,
    find_file_numbers,
    find_france_travail_numbers,
    find_identity_papers,
    find_plates,
)
from apps.answering.recognisers.lexicon import Lexicon, build_lexicon
from apps.answering.recognisers.names import find_names
from apps.answering.recognisers.numbers import (
    find_cards,
    find_ibans,
    find_long_numbers,
    find_nirs,
    find_tax_numbers,
)
from apps.answering.recognisers.spans import Span, without_overlaps

_MODEL = "fr_core_news_md"
_UNUSED_PIPES = ["morphologizer", "tagger", "parser", "attribute_ruler", "lemmatizer", "senter"]
_LANGUAGE = "fr"
_PERSON_LABEL = "PER"
# More than a request may hold, so that a request is always read whole.
_WINDOW = 5_000
Find = Callable[[str, NlpArtifacts], Iterable[Span]]


class _Recogniser(EntityRecognizer):
    """One of our recognisers, as presidio calls it."""

    def __init__(self, name: str, kinds: list[MaskKind], find: Find) -> None:
        self._find = find
        super().__init__(
            supported_entities=[kind.value for kind in kinds],
            name=name,
            supported_language=_LANGUAGE,
        )

    def load(self) -> None:
        """Nothing to load: word lists are read with the lexicon."""

    def analyze(
        self, text: str, entities: list[str], nlp_artifacts: NlpArtifacts
    ) -> list[RecognizerResult]:
        return [
            RecognizerResult(span.kind.value, span.start, span.end, span.score)
            for span in self._find(text, nlp_artifacts)
            if span.start < span.end
        ]


class Recognisers:
    """Thread-safe: one text at a time, since the language model holds the interpreter anyway."""

    def __init__(self) -> None:
        language = spacy.load(_MODEL, exclude=_UNUSED_PIPES)
        self._lock = threading.Lock()
        self._analyser = _analyser(language, build_lexicon(_words_by_frequency(language)))

    def find(self, text: str, personal: bool) -> list[Span]:
        """Spans of personal data in a plain text, in order, without overlaps.

        `personal` says that the text is already known to hold personal data.
        """
        spans = [span for start, end in _windows(text) for span in self._analyse(text, start, end)]
        personal = personal or bool(spans)
        names_end = frozenset(s.end for s in spans if s.kind is MaskKind.PERSON)
        return without_overlaps([*spans, *find_birth_dates(text, personal, names_end)])

    def _analyse(self, text: str, start: int, end: int) -> list[Span]:
        with self._lock:
            results = self._analyser.analyze(text[start:end], language=_LANGUAGE)
        return [
            Span(MaskKind(r.entity_type), start + r.start, start + r.end, r.score) for r in results
        ]


def _windows(text: str) -> Iterator[tuple[int, int]]:
    """Cut a long text at the ends of its lines or words: presidio is quadratic in its findings."""
    start = 0
    while len(text) - start > _WINDOW:
        limit = start + _WINDOW
        cut = max(text.rfind("\n", start, limit), text.rfind(". ", start, limit))
        cut = cut if cut > start + _WINDOW // 2 else text.rfind(" ", start, limit)
        end = cut + 1 if cut > start else limit
        yield start, end
        start = end
    yield start, len(text)


@lru_cache(maxsize=1)
def _loaded() -> Recognisers:
    return Recognisers()


_LOADING = threading.Lock()


def recognisers() -> Recognisers:
    """The one set of recognisers of this process, loaded by whoever asks first."""
    with _LOADING:
        return _loaded()


def _words_by_frequency(language: Language) -> Iterable[str]:
    """The vocabulary of the model's vectors, whose keys stand by falling frequency."""
    strings = language.vocab.strings
    return (strings[key] for key in language.vocab.vectors.key2row)


def _analyser(language: Language, lexicon: Lexicon) -> AnalyzerEngine:
    nlp_engine = SpacyNlpEngine(models=[{"lang_code": _LANGUAGE, "model_name": _MODEL}])
    # presidio would load every pipe of the model; its own type for this attribute is None.
    nlp_engine.nlp = {_LANGUAGE: language}  # type: ignore[assignment]
    registry = RecognizerRegistry(supported_languages=[_LANGUAGE])
    for recogniser in _own_recognisers(lexicon):
        registry.add_recognizer(recogniser)
    return AnalyzerEngine(registry=registry, nlp_engine=nlp_engine, supported_languages=[_LANGUAGE])


def _own_recognisers(lexicon: Lexicon) -> list[_Recogniser]:
    def by_text(find: Callable[[str], Iterable[Span]]) -> Find:
        return lambda text, _artifacts: find(text)

    def names(text: str, artifacts: NlpArtifacts) -> Iterable[Span]:
        people = [
            (entity.start_char, entity.end_char)
            for entity in artifacts.tokens.ents
            if entity.label_ == _PERSON_LABEL
        ]
        return find_names(text, lexicon, people)

    return [
        _Recogniser("nir", [MaskKind.NIR], by_text(find_nirs)),
        _Recogniser("iban", [MaskKind.IBAN], by_text(find_ibans)),
        _Recogniser("card", [MaskKind.PAYMENT_CARD], by_text(find_cards)),
        _Recogniser("tax_number", [MaskKind.TAX_NUMBER], by_text(find_tax_numbers)),
        _Recogniser("phone", [MaskKind.PHONE], by_text(find_phones)),
        _Recogniser("email", [MaskKind.EMAIL], lambda text, _: find_emails(text, lexicon)),
        _Recogniser("caf", [MaskKind.CAF_NUMBER], by_text(find_caf_numbers)),
        _Recogniser(
            "france_travail", [MaskKind.FRANCE_TRAVAIL_NUMBER], by_text(find_france_travail_numbers)
        ),
        _Recogniser("identity_paper", [MaskKind.IDENTITY_PAPER], by_text(find_identity_papers)),
        _Recogniser("plate", [MaskKind.PLATE], by_text(find_plates)),
        _Recogniser("file_number", [MaskKind.FILE_NUMBER], by_text(find_file_numbers)),
        _Recogniser("long_number", [MaskKind.FILE_NUMBER], by_text(find_long_numbers)),
        _Recogniser("address", [MaskKind.ADDRESS], lambda text, _: find_addresses(text, lexicon)),
        _Recogniser("person", [MaskKind.PERSON], names),
    ]
