"""Which reader a file goes to, by its name."""

from apps.sheets.parsing.parsed import Parsed
from apps.sheets.parsing.publication import parse_node, parse_publication, parse_resource
from apps.sheets.parsing.travail_emploi import parse_labour_sheet
from apps.sheets.parsing.written import read_docx, read_page


def parse_file(raw: bytes, name: str) -> Parsed:
    """Any file that is read in a child process. Raises ParseRefusal."""
    match name.rpartition(".")[2].lower():
        case "docx":
            return read_docx(raw, name)
        case "html":
            return read_page(raw, name)
        case "json":
            return parse_labour_sheet(raw, name)
    if name.startswith("N"):
        return parse_node(raw, name)
    if name.startswith("R"):
        return parse_resource(raw, name)
    return parse_publication(raw, name)
