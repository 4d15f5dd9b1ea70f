"""Shows answers: parts and their labels, doubts where they stand, quotes marked, masks as words."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby

from django import template
from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from apps.answering.enums import (
    OPERATOR_NAMES,
    AnswerStatus,
    CheckStatus,
    MaskKind,
    Operator,
    Section,
)
from apps.conversations.enums import POSITIVE_REASONS, FeedbackReason, Vote
from apps.conversations.models import Answer, AnswerSentence, AnswerSource, Citation
from apps.sheets.search import spelled_out

register = template.Library()

SECTION_LABELS: dict[Section, Promise] = {
    Section.SUMMARY: _("In short"),
    Section.CONDITIONS: _("Conditions"),
    Section.PAPERS: _("Papers"),
    Section.COST: _("Cost"),
    Section.DELAY: _("Delay"),
    Section.WHERE: _("Where and how"),
    Section.ONLINE: pgettext_lazy("part of an answer", "Online"),
    Section.TO_CONFIRM: _("To check with the citizen"),
}
MASK_LABELS: dict[MaskKind, Promise] = {
    MaskKind.PERSON: _("Name masked"),
    MaskKind.ADDRESS: _("Address masked"),
    MaskKind.NIR: _("Social security number masked"),
    MaskKind.PHONE: _("Phone number masked"),
    MaskKind.EMAIL: _("E-mail address masked"),
    MaskKind.IBAN: _("Bank account masked"),
    MaskKind.TAX_NUMBER: _("Tax number masked"),
    MaskKind.CAF_NUMBER: _("Caf number masked"),
    MaskKind.FRANCE_TRAVAIL_NUMBER: _("France Travail number masked"),
    MaskKind.IDENTITY_PAPER: _("Identity paper number masked"),
    MaskKind.PLATE: _("Plate number masked"),
    MaskKind.BIRTH_DATE: _("Date of birth masked"),
    MaskKind.PAYMENT_CARD: _("Payment card masked"),
    MaskKind.FILE_NUMBER: _("File number masked"),
}
CHECK_LABELS: dict[CheckStatus, Promise] = {
    CheckStatus.TO_CHECK: _("To check"),
    CheckStatus.UNSUPPORTED: _("Not sourced"),
}
STATUS_LABELS: dict[AnswerStatus, tuple[Promise, str]] = {
    AnswerStatus.QUEUED: (_("In progress"), "info"),
    AnswerStatus.RUNNING: (_("In progress"), "info"),
    AnswerStatus.ANSWERED: (_("Answered"), "success"),
    AnswerStatus.ANSWERED_PARTIALLY: (_("Answered in part"), "warning"),
    AnswerStatus.NEEDS_FACTS: (_("Facts needed"), "info"),
    AnswerStatus.ABSTAINED_NO_SHEET: (_("No sheet"), ""),
    AnswerStatus.ABSTAINED_OUT_OF_SCOPE: (_("Out of scope"), ""),
    AnswerStatus.STOPPED: (_("Stopped"), ""),
    AnswerStatus.INTERRUPTED: (_("Interrupted"), "warning"),
    AnswerStatus.FAILED: (_("Failed"), "error"),
}
_MARK = re.compile(r"⟦([A-Z_]+?)_(\d+)⟧")
_SHORT_ITEM = 34


@dataclass(frozen=True, slots=True)
class Block:
    """Sentences that follow each other as one paragraph, or as one list.

    A list whose items all rest on the same passages is cited once: on its lead-in when that
    rests on them too, else after its last item, where `shared` stands.
    """

    is_list: bool
    sentences: tuple[AnswerSentence, ...]
    is_cited_once: bool = False
    shared: tuple[Citation, ...] = ()
    is_short: bool = False


@dataclass(slots=True)
class Part:
    """One part of an answer; `position` is that of the sentence which opened it."""

    section: Section
    topic: str
    position: int
    is_new_topic: bool
    blocks: list[Block] = field(default_factory=list)

    @property
    def label(self) -> Promise:
        return SECTION_LABELS[self.section]


@register.filter
def parts(sentences: Iterable[AnswerSentence]) -> list[Part]:
    """The parts of an answer in the order of its sentences; empty parts do not exist."""
    found: list[Part] = []
    for (section, topic), members in groupby(sentences, key=lambda one: (one.section, one.topic)):
        group = list(members)
        is_new_topic = bool(topic) and (not found or found[-1].topic != topic)
        part = Part(Section(section), topic, group[0].position, is_new_topic)
        part.blocks = _blocks(group)
        found.append(part)
    return found


def _blocks(sentences: Sequence[AnswerSentence]) -> list[Block]:
    blocks: list[Block] = []
    for is_list, members in groupby(sentences, key=lambda one: one.is_list_item):
        group = tuple(members)
        shared = _shared_citations(group) if is_list else ()
        lead_in = blocks[-1].sentences[-1] if blocks else None
        blocks.append(
            Block(
                is_list,
                group,
                is_cited_once=bool(shared),
                shared=() if lead_in and _passages(lead_in) == _passages(group[0]) else shared,
                is_short=all(len(one.text) <= _SHORT_ITEM for one in group),
            )
        )
    return blocks


def _passages(sentence: AnswerSentence) -> set[int]:
    return {citation.source_id for citation in sentence.citations.all()}


def _shared_citations(items: tuple[AnswerSentence, ...]) -> tuple[Citation, ...]:
    """The citations that every item bears, when they all bear the same ones and none is doubted."""
    first = tuple(items[0].citations.all())
    same = all(_passages(item) == _passages(items[0]) for item in items)
    sure = all(item.check_status == CheckStatus.SUPPORTED for item in items)
    return first if len(items) > 1 and first and same and sure else ()


@register.filter
def section_label(value: str) -> Promise:
    return SECTION_LABELS[Section(value)]


@register.filter
def status_label(value: str) -> Promise:
    return STATUS_LABELS[AnswerStatus(value)][0]


@register.filter
def status_level(value: str) -> str:
    """The level of badge for the way an answer stands: success, info, warning, error or ""."""
    return STATUS_LABELS[AnswerStatus(value)][1]


@register.filter
def operator_name(value: str) -> str:
    """The name under which people know an operator; an unknown code is shown as it is."""
    try:
        return OPERATOR_NAMES[Operator(value)]
    except ValueError:
        return value


@register.filter
def day(value: date | str | None) -> str:
    """JJ/MM/AAAA of a date, or of the ISO date that stored JSON holds; "" for none."""
    if not value:
        return ""
    return f"{date.fromisoformat(value) if isinstance(value, str) else value:%d/%m/%Y}"


@register.filter
def masked(text: str) -> SafeString:
    """A text whose marks ⟦NIR_1⟧ are shown as words in a pill."""
    pieces: list[tuple[str | SafeString]] = []
    end = 0
    for mark in _MARK.finditer(text):
        pieces.append((text[end : mark.start()],))
        pieces.append((_pill(mark),))
        end = mark.end()
    pieces.append((text[end:],))
    return format_html_join("", "{}", pieces)


@register.filter
def masked_words(text: str) -> str:
    """The same where no pill can stand: in a title bar, a field, an attribute."""
    return _MARK.sub(lambda mark: f"({_mask_label(mark)})", text)


@register.filter
def repeats(title: str, question: str) -> bool:
    """True for a title that is only the beginning of the question."""
    return " ".join(question.split()).startswith(title.removesuffix("…"))


def _mask_label(mark: re.Match[str]) -> str:
    try:
        return str(MASK_LABELS[MaskKind(mark.group(1))]).lower()
    except ValueError:
        return mark.group(0)


def _pill(mark: re.Match[str]) -> SafeString | str:
    try:
        kind = MaskKind(mark.group(1))
    except ValueError:
        return mark.group(0)
    return format_html('<span class="fs-mark">{}</span>', MASK_LABELS[kind])


@register.filter
def doubts(sentence: AnswerSentence) -> SafeString:
    """The sentence's text with each doubtful span underlined, and the doubt named beside it."""
    text, end = sentence.text, 0
    pieces: list[tuple[str | SafeString]] = []
    spans = sorted((int(one["start"]), int(one["end"])) for one in sentence.problems)
    badge = _check_badge(sentence)
    for start, stop in spans:
        if start < end or stop <= start or (start == 0 and stop >= len(text)):
            continue
        pieces += [(text[end:start],), (_doubt(text[start:stop], sentence),), (badge,)]
        end, badge = stop, SafeString("")
    pieces += [(text[end:],), (badge,)]
    return format_html_join("", "{}", pieces)


def _doubt(text: str, sentence: AnswerSentence) -> SafeString:
    unsourced = sentence.check_status == CheckStatus.UNSUPPORTED
    css = "fs-doubt fs-doubt--unsourced" if unsourced else "fs-doubt"
    return format_html('<span class="{}">{}</span>', css, text)


def _check_badge(sentence: AnswerSentence) -> SafeString:
    status = CheckStatus(sentence.check_status)
    if status == CheckStatus.SUPPORTED:
        return SafeString("")
    level = "error" if status == CheckStatus.UNSUPPORTED else "warning"
    return format_html(
        ' <span class="fr-badge fr-badge--sm fr-badge--{} fs-badge-inline">{}</span>',
        level,
        CHECK_LABELS[status],
    )


@register.filter
def quoted(source: AnswerSource) -> SafeString:
    """The passage with what the answer quotes from it marked; with no quote, the bare passage."""
    quotes = sorted({one.quote for one in source.citations.all()}, key=len, reverse=True)
    spans: list[tuple[int, int]] = []
    for quote in quotes:
        start = source.text.find(quote)
        if start >= 0 and not any(left <= start < right for left, right in spans):
            spans.append((start, start + len(quote)))
    pieces: list[tuple[str | SafeString]] = []
    end = 0
    for start, stop in sorted(spans):
        if start < end:
            continue
        pieces.append((source.text[end:start],))
        pieces.append(
            (format_html('<mark class="fs-quote__mark">{}</mark>', source.text[start:stop]),)
        )
        end = stop
    pieces.append((source.text[end:],))
    return format_html_join("", "{}", pieces)


@register.filter
def reasons_for(vote: str) -> list[FeedbackReason]:
    """The reasons that may be given with a vote; none without a vote."""
    if vote == Vote.HELPFUL:
        return list(POSITIVE_REASONS)
    return [one for one in FeedbackReason if one not in POSITIVE_REASONS] if vote else []


@register.filter
def quoted_only(sources: Iterable[AnswerSource]) -> list[AnswerSource]:
    """Those that a sentence quotes, of sources read `with_is_quoted`."""
    return [source for source in sources if source.is_quoted]


@register.filter
def not_quoted(sources: Iterable[AnswerSource]) -> list[AnswerSource]:
    """The others."""
    return [source for source in sources if not source.is_quoted]


@register.filter
def by_sheet(sources: Iterable[AnswerSource]) -> list[tuple[AnswerSource, list[AnswerSource]]]:
    """Sources grouped by sheet, in the order of their first number: (first, all of them)."""
    groups: dict[str, list[AnswerSource]] = {}
    for source in sources:
        groups.setdefault(source.sheet_id, []).append(source)
    return [(group[0], group) for group in groups.values()]


@register.filter
def acronyms(answer: Answer) -> dict[str, str]:
    """Those that the answer does not explain itself, with what they stand for."""
    return spelled_out("\n".join(sentence.text for sentence in answer.sentences.all()))


@register.filter
def services(answer: Answer) -> list[dict[str, str]]:
    """The téléservices and forms named by the sheets that the answer quotes; four at most."""
    quoted_sheets = {
        citation.source.sheet_id
        for sentence in answer.sentences.all()
        for citation in sentence.citations.all()
    }
    return _named_once(answer, "services", quoted_sheets)[:4]


@register.filter
def contacts(answer: Answer) -> list[dict[str, str]]:
    """Whom an abstention sends to: published contacts, else those of the nearest sheets, two.

    Sheets near a request that concerns no operator are near by chance: they name nobody.
    """
    published: list[dict[str, str]] = answer.outcome.get("contacts", [])
    if published:
        return published
    is_out_of_scope = answer.status == AnswerStatus.ABSTAINED_OUT_OF_SCOPE
    if is_out_of_scope and not answer.question.operators:
        return []
    nearest = {str(sheet["sheet_id"]) for sheet in answer.outcome.get("nearest", [])}
    return _named_once(answer, "contacts", nearest)[:2]


def _named_once(answer: Answer, what: str, sheet_ids: set[str]) -> list[dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for sheet in answer.outcome.get("sheets", []) + answer.outcome.get("nearest", []):
        if sheet["sheet_id"] in sheet_ids:
            for one in sheet.get(what, []):
                if one.get("url") or one.get("phone"):
                    found.setdefault(one["title"], one)
    return list(found.values())


@register.filter
def last_heading(source: AnswerSource) -> str:
    """The two innermost headings of a passage, or the title of its sheet."""
    return " › ".join(source.heading_path[-2:]) or source.sheet_title
