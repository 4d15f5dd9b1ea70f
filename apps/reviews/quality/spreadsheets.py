"""A dashboard as CSV and as an OpenDocument spreadsheet. No cell can become a formula."""

import csv
import io
import zipfile
from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from lxml import etree

from apps.evaluation.estimation import Estimate
from apps.reviews.quality.cells import Dimension
from apps.reviews.quality.dashboard import Dashboard, label_of
from apps.reviews.quality.figures import Delays, Figures, Share

Value = str | int | float | None
Table = list[list[Value]]

CSV_TYPE = "text/csv; charset=utf-8"
ODS_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
# What a spreadsheet takes for the beginning of a formula, wide forms included.
_FORMULA_STARTS = "=+-@＝＋－＠|%"
_OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
_TABLE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0"
_TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
_MANIFEST = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"


def dashboard_tables(dashboard: Dashboard) -> dict[str, Table]:
    """The tables of the page by name, each with its line of titles; shares from 0 to 1."""
    titles = _titles()
    chosen = dashboard.chosen
    whole = label_of(chosen.dimension, chosen.line) if chosen else str(_("Everything"))
    tables: dict[str, Table] = {
        _("Total"): [
            [str(dashboard.period), *titles],
            *([[whole, *_values(dashboard.total)]] if dashboard.total else []),
        ]
    }
    for dimension, breakdown in dashboard.breakdowns.items():
        name = _names()[dimension]
        rows: Table = [[row.label, *_values(row.figures)] for row in breakdown.rows]
        tables[name] = [[name, *titles], *rows]
        if breakdown.hidden:
            tables[name].append([_hidden(breakdown.hidden)])
    return tables


def as_csv(tables: dict[str, Table]) -> bytes:
    """One after the other, in UTF-8 with its mark, semicolons and decimal commas, as spreadsheets
    in French expect."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    for name, rows in tables.items():
        writer.writerow([_csv_cell(name)])
        writer.writerows([_csv_cell(value) for value in row] for row in rows)
        writer.writerow([])
    return text.getvalue().encode("utf-8-sig")


def as_ods(tables: dict[str, Table]) -> bytes:
    """One sheet each; every cell says its type, so that text stays text."""
    document = etree.Element(
        f"{{{_OFFICE}}}document-content",
        {f"{{{_OFFICE}}}version": "1.3"},
        nsmap={"office": _OFFICE, "table": _TABLE, "text": _TEXT},
    )
    body = etree.SubElement(document, f"{{{_OFFICE}}}body")
    sheets = etree.SubElement(body, f"{{{_OFFICE}}}spreadsheet")
    for name, rows in tables.items():
        sheet = etree.SubElement(sheets, f"{{{_TABLE}}}table", {f"{{{_TABLE}}}name": name})
        for row in rows:
            line = etree.SubElement(sheet, f"{{{_TABLE}}}table-row")
            for value in row:
                _ods_cell(line, value)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        # The standard wants the type first, as it is.
        archive.writestr(zipfile.ZipInfo("mimetype"), ODS_TYPE)
        archive.writestr("content.xml", _xml(document))
        archive.writestr("META-INF/manifest.xml", _manifest())
    return packed.getvalue()


def _hidden(number: int) -> str:
    return ngettext(
        "%(counter)s line hidden: fewer than 5 people, or could be computed from the total",
        "%(counter)s lines hidden: fewer than 5 people, or could be computed from the total",
        number,
    ) % {"counter": number}


def _names() -> dict[Dimension, str]:
    return {
        Dimension.OPERATOR: _("Operator"),
        Dimension.WEEK: _("Week of"),
        Dimension.THEME: _("Theme"),
        Dimension.DEPARTEMENT: _("Département"),
    }


def _titles() -> list[Value]:
    return [
        _("Requests"),
        _("Answers given"),
        _("Without answer"),
        _("Share answered"),
        _("Supported sentences"),
        _("First text within 2 s"),
        _("Whole answer within 15 s"),
        _("First text, half within (s)"),
        _("First text, 95 per cent within (s)"),
        _("Whole answer, half within (s)"),
        _("Whole answer, 95 per cent within (s)"),
        _("Edited before handing over"),
        _("Answers handed over"),
        _("Helpful ratings"),
        _("Ratings"),
        _("Exactness"),
        _("Exactness, from"),
        _("Exactness, to"),
        _("Dangerous"),
        _("Reviewed"),
    ]


def _values(figures: Figures) -> list[Value]:
    counts = figures.counts
    return [
        counts.requests,
        counts.answered,
        counts.declined,
        figures.answered.value,
        figures.supported.value,
        figures.prompt.value,
        figures.finished_in_time.value,
        *_seconds(figures.first_text),
        *_seconds(figures.whole),
        *_share(figures.edited),
        *_share(figures.helpful),
        *_estimate(figures.exactness),
        figures.danger.share if figures.danger else None,
        figures.reviewed,
    ]


def _seconds(delays: Delays) -> list[Value]:
    return [None if ms is None else ms / 1000 for ms in (delays.half, delays.p95)]


def _share(share: Share | None) -> tuple[Value, Value]:
    return (share.value, share.n) if share else (None, None)


def _estimate(estimate: Estimate | None) -> tuple[Value, Value, Value]:
    return (estimate.share, estimate.low, estimate.high) if estimate else (None, None, None)


def _csv_cell(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.4f}".replace(".", ",")
    if isinstance(value, int):
        return str(value)
    text = " ".join(value.split())
    return f"'{text}" if text[:1] in tuple(_FORMULA_STARTS) else text


def _ods_cell(line: etree._Element, value: Value) -> None:
    if value is None:
        etree.SubElement(line, f"{{{_TABLE}}}table-cell")
        return
    is_text = isinstance(value, str)
    kind = {f"{{{_OFFICE}}}value-type": "string" if is_text else "float"}
    if not is_text:
        kind[f"{{{_OFFICE}}}value"] = (
            str(round(value, 4)) if isinstance(value, float) else str(value)
        )
    cell = etree.SubElement(line, f"{{{_TABLE}}}table-cell", kind)
    etree.SubElement(cell, f"{{{_TEXT}}}p").text = " ".join(str(value).split())


def _manifest() -> bytes:
    files: Iterable[tuple[str, str]] = (("/", ODS_TYPE), ("content.xml", "text/xml"))
    root = etree.Element(
        f"{{{_MANIFEST}}}manifest",
        {f"{{{_MANIFEST}}}version": "1.3"},
        nsmap={"manifest": _MANIFEST},
    )
    for path, kind in files:
        attributes = {f"{{{_MANIFEST}}}full-path": path, f"{{{_MANIFEST}}}media-type": kind}
        etree.SubElement(root, f"{{{_MANIFEST}}}file-entry", attributes)
    return _xml(root)


def _xml(element: etree._Element) -> bytes:
    text: bytes = etree.tostring(element, xml_declaration=True, encoding="UTF-8")
    return text
