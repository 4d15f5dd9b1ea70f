"""Search over published sheets: lexical index, vectors, ranking, and the pipeline's retriever."""

from apps.sheets.search.retriever import PublishedRetriever, find, search_sheets
from apps.sheets.search.scope import Scope

__all__ = ["PublishedRetriever", "Scope", "find", "search_sheets"]
