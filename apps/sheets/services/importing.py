"""Import a zip, a folder or a file of the official feed; each sheet whole or not at all."""

import hashlib
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from apps.accounts.models import User
from apps.sheets.enums import ImportStatus
from apps.sheets.models import SheetImport
from apps.sheets.parsing.archive import ArchiveLimits, ArchiveRefusal, Source, open_source
from apps.sheets.parsing.header import DEMONSTRATION_FEED, announced_feed
from apps.sheets.parsing.indexes import read_important_dates, read_redirections
from apps.sheets.parsing.parsed import ParsedNode, ParsedResource, ParsedSheet, ParseRefusal
from apps.sheets.parsing.pool import ParsingPool
from apps.sheets.parsing.travail_emploi import LABOUR_FEED
from apps.sheets.services.known import KnownSheet, known_sheets, ordered_feeds
from apps.sheets.services.review_dates import delays_by_theme
from apps.sheets.services.runs import (
    CANCELLED,
    INTERRUPTED,
    ImportCancelled,
    ImportReport,
    Progress,
    Ticker,
    finish_run,
    start_run,
)
from apps.sheets.services.settling import (
    absent_sheets,
    approve_waiting,
    changed_sections,
    confirm_unchanged,
    merge_feeds,
    relabel,
    withdraw_absent,
)
from apps.sheets.services.storing import ImportTerms, Incoming, store_sheets

BATCH = 25  # sheets a transaction
PROCESSES = 2
SHEET_NAMES = ("F", "TE")  # what the names of sheets begin with, in each feed


def import_sheets(
    *,
    path: Path,
    publish: bool = False,
    approver: User | None = None,
    approver_label: str = "",
    run: SheetImport | None = None,
    source_url: str = "",
    progress: Progress | None = None,
    is_dry_run: bool = False,
) -> ImportReport:
    """Import what `path` holds; sheets that did not change are not read again.

    With `publish`, new revisions answer at once, approved by `approver`; else they await approval.
    With `is_dry_run` only the report is written: its `plan` says what would be. `progress(done,
    total)` counts sheets. Raises ArchiveRefusal (nothing was written), ImportBusy, ImportCancelled.
    """
    run = run or SheetImport(
        file_name=path.name,
        source_url=source_url,
        publish=publish,
        approver=approver,
        is_dry_run=is_dry_run,
    )
    start_run(run)
    started, report = time.monotonic(), ImportReport()
    status, error, file_date = ImportStatus.FAILED, INTERRUPTED, None
    try:
        source = open_source(path, archive_limits())
        file_date = source.file_date
        terms = _terms(run, source, publish=publish, approver=approver, label=approver_label)
        _Import(source, terms, report, progress).carry_out()
        status, error = ImportStatus.DONE, ""
    except (ArchiveRefusal, ImportCancelled) as stopped:
        status, error = _how_it_ends(stopped)
        raise
    finally:
        report.seconds = time.monotonic() - started
        finish_run(run, report, status=status, error=error, file_date=file_date)
    return report


def _how_it_ends(stopped: ArchiveRefusal | ImportCancelled) -> tuple[ImportStatus, str]:
    if isinstance(stopped, ImportCancelled):
        return ImportStatus.CANCELLED, CANCELLED
    return ImportStatus.FAILED, str(stopped)


def archive_limits() -> ArchiveLimits:
    return ArchiveLimits(
        members=settings.ARCHIVE_MAX_MEMBERS,
        total_bytes=settings.ARCHIVE_MAX_BYTES,
        member_bytes=settings.ARCHIVE_MAX_MEMBER_BYTES,
        ratio=settings.ARCHIVE_MAX_RATIO,
    )


def _terms(
    run: SheetImport, source: Source, *, publish: bool, approver: User | None, label: str
) -> ImportTerms:
    read_on: date = source.file_date or timezone.localdate()
    return ImportTerms(
        run=run,
        publish=publish,
        approver=approver,
        approver_label=label,
        file_date=source.file_date,
        is_dry_run=run.is_dry_run,
        read_on=read_on,
        delays=delays_by_theme(),
        important_dates=read_important_dates(source.read_index("idxDateModifImp.xml")),
    )


@dataclass(slots=True)
class _Sorted:
    """Names of files by what is to be done with them."""

    changed: set[str] = field(default_factory=set)
    unchanged: list[KnownSheet] = field(default_factory=list)
    waiting: list[KnownSheet] = field(default_factory=list)
    merged: list[tuple[KnownSheet, str]] = field(default_factory=list)


class _Import:
    """One import under way."""

    def __init__(
        self, source: Source, terms: ImportTerms, report: ImportReport, progress: Progress | None
    ) -> None:
        self._source, self._terms, self._report = source, terms, report
        self._known = known_sheets()
        self._sheets = [name for name in source.names if name.startswith(SHEET_NAMES)]
        self._sorted = _Sorted()
        self._feed = ""
        self._done = 0
        self._ticker = Ticker(terms.run, len(self._sheets), progress)

    def carry_out(self) -> None:
        self._report.seen = len(self._sheets)
        self._sort(self._survey())
        with ParsingPool(PROCESSES) as pool:
            nodes, resources = self._read_surroundings(pool)
            self._store_changed(pool, resources)
        self._report.refused += self._source.refusals
        self._settle(nodes)

    def _survey(self) -> dict[str, tuple[str, str]]:
        """Hash and feed of each sheet, from its bytes, before anything is parsed."""
        found = {}
        for name, raw in self._source.read(self._sheets):
            feed = announced_feed(raw) if name.endswith(".xml") else LABOUR_FEED
            found[name] = (hashlib.sha256(raw).hexdigest(), feed)
        if self._source.is_whole and found:
            # Some sheets of one feed bear the address of another: the archive decides.
            [(self._feed, _)] = Counter(feed for _, feed in found.values()).most_common(1)
        return found

    def _sort(self, survey: dict[str, tuple[str, str]]) -> None:
        for name, (sha256, announced) in survey.items():
            known = self._known.get(sheet_id_of(name))
            feed = self._feed_of(announced, known)
            if known is None or known.revision_id is None:
                self._sorted.changed.add(name)
            elif known.feeds and ordered_feeds((*known.feeds, feed))[0] != feed:
                self._sorted.merged.append((known, feed))
            elif known.is_same_file(sha256) and feed in known.feeds:
                self._keep(known)
            else:
                self._sorted.changed.add(name)
        self._advance(len(survey) - len(self._sorted.changed))

    def _feed_of(self, announced: str, known: KnownSheet | None) -> str:
        if DEMONSTRATION_FEED in (announced, self._feed):
            return announced
        if self._source.is_whole:
            return self._feed
        return known.feeds[0] if known and known.feeds else announced

    def _keep(self, known: KnownSheet) -> None:
        """Nothing changed; what still awaits approval is approved by an import that publishes."""
        if self._terms.publish and known.awaits_approval:
            self._sorted.waiting.append(known)
        else:
            self._sorted.unchanged.append(known)

    def _read_surroundings(
        self, pool: ParsingPool
    ) -> tuple[list[ParsedNode], dict[str, ParsedResource]]:
        """Themes and dossiers, and the services that complete those that sheets name."""
        nodes, resources = [], {}
        names = [name for name in self._source.names if not name.startswith(SHEET_NAMES)]
        for _, _, parsed in pool.parse(self._source.read(names)):
            self._ticker.tick(self._done)
            if isinstance(parsed, ParseRefusal):
                self._report.refused.append(parsed)
            elif isinstance(parsed, ParsedNode):
                nodes.append(parsed)
            elif isinstance(parsed, ParsedResource):
                resources[parsed.id] = parsed
        return nodes, resources

    def _store_changed(self, pool: ParsingPool, resources: dict[str, ParsedResource]) -> None:
        incoming = self._parse_changed(pool)
        if self._terms.is_dry_run:
            for each in incoming:
                self._plan(each)
                self._advance(1)
            return
        while batch := list(islice(incoming, BATCH)):
            stored, refusals = store_sheets(batch, self._terms, resources)
            created = {each.parsed.id for each in batch if each.known is None}
            refused = {sheet_id_of(refusal.file) for refusal in refusals}
            self._report.created += len(created - refused)
            self._report.updated += len(stored) - len(created - refused)
            self._report.passages += sum(each.passages for each in stored)
            self._report.manifest += [each.manifest_line for each in stored]
            self._report.refused += refusals
            self._advance(len(batch))

    def _plan(self, incoming: Incoming) -> None:
        """Note what storing this sheet would do."""
        known, parsed = incoming.known, incoming.parsed
        row: dict[str, Any] = {"sheet": parsed.id, "title": parsed.title}
        if known is None or known.revision_id is None:
            self._report.created += known is None
            self._report.updated += known is not None
            self._report.plan["added"].append(row)
        else:
            self._report.updated += 1
            sections = changed_sections(known.revision_id, parsed)
            self._report.plan["changed"].append({**row, "sections": sections})

    def _plan_withdrawals(self) -> None:
        present = {sheet_id_of(name) for name in self._sheets}
        absent, kept_despite = absent_sheets(self._feed, present)
        self._report.withdrawn = len(absent)
        self._report.kept_despite_absence = kept_despite
        self._report.plan["withdrawn"] = [{"sheet": each} for each in sorted(absent.values())]

    def _parse_changed(self, pool: ParsingPool) -> Iterator[Incoming]:
        """Sheets whose words or links differ from what is known."""
        for name, raw, parsed in pool.parse(self._source.read(sorted(self._sorted.changed))):
            if isinstance(parsed, ParseRefusal):
                self._report.refused.append(parsed)
                self._advance(1)
                continue
            if not isinstance(parsed, ParsedSheet):
                continue
            known = self._known.get(parsed.id)
            feed = self._feed_of(parsed.feed, known)
            if known and feed in known.feeds and _says_the_same(known, parsed):
                self._keep(known)
                self._advance(1)
            else:
                yield Incoming(parsed=parsed, feed=feed, file=name, raw=raw, known=known)

    def _settle(self, nodes: list[ParsedNode]) -> None:
        """What concerns many sheets at once, when all have been read."""
        kept = self._sorted
        if self._terms.is_dry_run:
            self._report.unchanged = len(kept.unchanged) + len(kept.merged) + len(kept.waiting)
            if self._source.is_whole:
                self._plan_withdrawals()
            return
        self._report.manifest += approve_waiting(kept.waiting, self._terms)
        self._report.updated += len(kept.waiting)
        merge_feeds(kept.merged)
        confirm_unchanged(kept.unchanged, self._terms)
        self._report.unchanged = len(kept.unchanged) + len(kept.merged)
        if not self._source.is_whole:
            return
        relabel(nodes)
        withdrawn, kept_despite = withdraw_absent(
            feed=self._feed,
            present={sheet_id_of(name) for name in self._sheets},
            replacements=read_redirections(self._source.read_index("redirections.xml")),
            file_date=self._terms.file_date,
        )
        self._report.withdrawn = len(withdrawn)
        self._report.kept_despite_absence = kept_despite
        self._report.manifest += [f"{sheet_id} withdrawn\n" for sheet_id in withdrawn]

    def _advance(self, count: int) -> None:
        self._done += count
        self._ticker.tick(self._done)


def sheet_id_of(name: str) -> str:
    """Id of the sheet that a file of this name holds."""
    return name.rpartition(".")[0]


def _says_the_same(known: KnownSheet, parsed: ParsedSheet) -> bool:
    """Same words, links and date: the date is shown with each citation."""
    date_text = known.source_date.isoformat() if known.source_date else ""
    return known.content_sha256 == parsed.content_sha256 and date_text == parsed.modified_on
