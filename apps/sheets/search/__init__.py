"""Search over published sheets: lexical index, vectors, ranking, and the pipeline's retriever."""

from apps.sheets.search.findings import read_directory
from apps.sheets.search.index import current_reader, spelled_out, warm_up
from apps.sheets.search.reading import Explanation, SheetSearch, search_for_reading
from apps.sheets.search.retriever import (
    PublishedRetriever,
    find,
    find_now,
    search_sheets,
    sheets_by_words,
)
from apps.sheets.search.scope import Scope

__all__ = [
    "Explanation",
    "PublishedRetriever",
    "Scope",
    "SheetSearch",
    "current_reader",
    "find",
    "find_now",
    "read_directory",
    "search_for_reading",
    "search_sheets",
    "sheets_by_words",
    "spelled_out",
    "warm_up",
]
