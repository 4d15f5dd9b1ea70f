"""Index files of the official archive: what replaces a sheet, and dates of important changes."""

from apps.sheets.parsing.documents import read_document
from apps.sheets.parsing.header import ISO_DATE
from apps.sheets.parsing.inline import web_address
from apps.sheets.parsing.parsed import ParseRefusal


def read_redirections(raw: bytes | None) -> dict[str, str]:
    """What replaces each withdrawn page: an id or a web address, by id. Empty for None.

    An index that cannot be read is worth an absent one: the sheets do not depend on it.
    """
    replacements = {}
    for element in _elements(raw, "redirections.xml", "Redirection", "RedirectionExterne"):
        target = element.get("to") or web_address(element.get("toUrl"))
        if element.get("from") and target:
            replacements[element["from"]] = target
    return replacements


def read_important_dates(raw: bytes | None) -> dict[str, str]:
    """ISO date of the last important change, by id. Empty for None or an unreadable index."""
    dates = {}
    for element in _elements(raw, "idxDateModifImp.xml", "Item"):
        found = ISO_DATE.search(element.get("dateDerniereModificationImportante", ""))
        if element.get("ID") and found:
            dates[element["ID"]] = found[0]
    return dates


def _elements(raw: bytes | None, name: str, *tags: str) -> list[dict[str, str]]:
    if raw is None:
        return []
    try:
        root = read_document(raw, name)
    except ParseRefusal:
        return []
    return [{str(key): str(value) for key, value in each.items()} for each in root.iter(*tags)]
