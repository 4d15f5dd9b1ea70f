"""What to ask next: related questions after an answer, other wordings after an abstention."""

from collections.abc import Iterable

from apps.answering.passages import Findings
from apps.answering.ports import Understanding
from apps.answering.wording import content_stems, share_of

MOST = 3


def related_questions(findings: Findings, understanding: Understanding) -> tuple[str, ...]:
    """Up to three questions that the found sheets name as near, nearest in words first.

    They are titles of published sheets, so each has an answer; those found already are left out.
    """
    found = {sheet.title for sheet in findings.sheets}
    named = [title for sheet in findings.sheets for title in sheet.related if title not in found]
    return _nearest_in_words(named, understanding)


def rephrasings(findings: Findings, understanding: Understanding) -> tuple[str, ...]:
    """Up to three requests that the sheets do answer: the titles nearest to this one."""
    titles = [sheet.title for sheet in findings.sheets]
    titles += [title for sheet in findings.sheets for title in sheet.related]
    return _nearest_in_words(titles, understanding)


def _nearest_in_words(titles: Iterable[str], understanding: Understanding) -> tuple[str, ...]:
    asked = content_stems(f"{understanding.text} {' '.join(understanding.terms)}")
    distinct = dict.fromkeys(titles)
    ranked = sorted(distinct, key=lambda title: -share_of(content_stems(title), asked))
    return tuple(ranked[:MOST])
