"""A draft as it stands: its doubts, the sources kept and lost, what may leave the tool."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from apps.answering.directory import directory_text
from apps.answering.draft_checking import Doubt, doubts_of
from apps.answering.draft_text import (
    DraftLine,
    DraftSentence,
    LineKind,
    cited_numbers,
    read_draft,
    write_draft,
)
from apps.answering.enums import CheckStatus, DrafterName
from apps.answering.masking import MaskedText, mask
from apps.conversations.enums import DraftOrigin
from apps.conversations.models import Draft, DraftTranslation
from apps.sheets.enums import Visibility
from apps.sheets.models import Sheet
from apps.sheets.search import read_directory
from apps.sheets.snapshots import NO_PASSAGE, PassageSnapshot

BY_AI = "Document préparé avec l’aide d’une intelligence artificielle"
BY_SHEETS = "Document préparé à partir des fiches officielles, sans intelligence artificielle"
PROOFREAD = " et relu par votre conseiller"


def mask_draft(text: str, draft: Draft) -> MaskedText:
    """Hide personal data of a draft before it is stored; published contacts stay."""
    answer = draft.answer
    contacts = [
        value
        for sheet in answer.outcome.get("sheets", [])
        for contact in sheet.get("contacts", [])
        for value in (contact.get("phone", ""), contact.get("text", ""))
    ]
    texts = [source.text for source in (*answer.sources.all(), *draft.sources.all())]
    return mask(
        text.replace("\r\n", "\n").strip(),
        published="\n".join([*texts, *contacts, _directory(draft)]),
    )


def _directory(draft: Draft) -> str:
    """The published contacts that its author may be given."""
    return directory_text(read_directory(draft.answer.conversation.author))


@dataclass(frozen=True, slots=True)
class CitedSheet:
    """A public sheet that the draft still cites."""

    sheet_id: str
    title: str
    url: str
    date: date | None


class DraftReading:
    """Reads one draft; `draft` is loaded `with_answer()`."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self.answer = draft.answer
        self.lines = read_draft(draft.text)
        sources: list[PassageSnapshot] = [*self.answer.sources.all(), *draft.sources.all()]
        self._sources = {source.number: source for source in sources}

    @cached_property
    def doubts(self) -> list[Doubt]:
        last = max(self._sources, default=0)
        known = {number: source.as_passage() for number, source in self._sources.items()}
        passages = [known.get(number, NO_PASSAGE) for number in range(1, last + 1)]
        return doubts_of(self.lines, passages, _directory(self.draft))

    @property
    def unsourced(self) -> int:
        """How many sentences are *Non sourcé*."""
        return sum(doubt.check is CheckStatus.UNSUPPORTED for doubt in self.doubts)

    @cached_property
    def kept(self) -> list[PassageSnapshot]:
        numbers = cited_numbers(self.lines)
        return [source for number, source in self._sources.items() if number in numbers]

    @property
    def lost(self) -> list[PassageSnapshot]:
        """Sources of the proposed answer, and of réponses types, that the draft cites no more."""
        proposed: set[int] = set()
        cited: set[int] = set()
        for version in self.draft.versions.order_by("number"):
            numbers = cited_numbers(read_draft(version.text))
            if version.origin == DraftOrigin.PROPOSED:
                proposed = numbers
            elif version.origin == DraftOrigin.INSERTED:
                cited |= numbers
            elif version.origin == DraftOrigin.RESTORED:
                cited = numbers  # what was inserted since is undone, not lost
        cited |= proposed
        gone = cited - {source.number for source in self.kept}
        return [source for number, source in self._sources.items() if number in gone]

    @cached_property
    def internal(self) -> dict[int, PassageSnapshot]:
        """Sources from internal sheets: they never leave the tool."""
        ids = {source.sheet_id for source in self._sources.values()}
        internal = set(
            Sheet.objects.filter(external_id__in=ids, visibility=Visibility.INTERNAL).values_list(
                "external_id", flat=True
            )
        )
        return {n: source for n, source in self._sources.items() if source.sheet_id in internal}

    @cached_property
    def given(self) -> tuple[DraftLine, ...]:
        """The lines that may leave the tool: nothing that an internal sheet bears or says."""
        if not self.internal:
            return self.lines
        kept: list[DraftLine] = []
        for line in self.lines:
            sentences = tuple(s for s in line.sentences if not self._is_internal(s.text, s.numbers))
            if sentences == line.sentences:
                kept.append(line)
            elif sentences:
                text = " ".join(sentence.raw for sentence in sentences)
                kept.append(replace(line, text=text, sentences=sentences))
        return _without_empty_parts(kept)

    @cached_property
    def internal_sentences(self) -> list[DraftSentence]:
        """Those that an internal sheet bears or says."""
        said = (sentence for line in self.lines for sentence in line.sentences)
        return [one for one in said if self._is_internal(one.text, one.numbers)]

    @property
    def held_back(self) -> int:
        """How many sentences stay inside."""
        return len(self.internal_sentences)

    @property
    def internal_titles(self) -> list[str]:
        """The internal sheets that these sentences cite, each once."""
        numbers = (n for one in self.internal_sentences for n in one.numbers if n in self.internal)
        return list(dict.fromkeys(self.internal[n].sheet_title for n in numbers))

    @property
    def public_text(self) -> str:
        """The draft without its internal sentences."""
        return write_draft(self.given) if self.held_back else self.draft.text

    @property
    def sheets(self) -> list[CitedSheet]:
        """The public sheets cited by what leaves the tool, in the order of their numbers."""
        numbers = cited_numbers(self.given) - self.internal.keys()
        sheets: dict[str, CitedSheet] = {}
        for number, one in self._sources.items():
            if number in numbers:
                cited = CitedSheet(one.sheet_id, one.sheet_title, one.source_url, one.source_date)
                sheets.setdefault(one.sheet_id, cited)
        return list(sheets.values())

    @property
    def subject(self) -> str:
        """A title for what is handed over: that of the sheet cited first."""
        first = next((s for line in self.given for s in line.sentences if s.numbers), None)
        titles = {n: s.sheet_title for n, s in self._sources.items() if n not in self.internal}
        return next((titles[n] for n in (first.numbers if first else ()) if n in titles), "")

    @property
    def translation(self) -> DraftTranslation | None:
        """The translation of this very text, which goes along with it; None once it changed."""
        kept: DraftTranslation | None = getattr(self.draft, "translation", None)
        return kept if kept and kept.draft_version == self.draft.version else None

    @property
    def needs_proofreading(self) -> bool:
        """Whether something goes out that nothing proves: it is asked for once a session."""
        return bool(self.unsourced or (self.translation and self.translation.problems))

    @property
    def is_by_ai(self) -> bool:
        return bool(self.ai_model) or self.answer.drafter == DrafterName.LLM

    @property
    def ai_model(self) -> str:
        """The model that wrote the answer or last reworded the draft; "" when none did."""
        by_model = self.answer.model if self.answer.drafter == DrafterName.LLM else ""
        return self.draft.ai_model or by_model

    @property
    def mention(self) -> str:
        """Who prepared it; "relu" only once the counsellor said so of this very text."""
        by = BY_AI if self.is_by_ai else BY_SHEETS
        return by + (PROOFREAD if self.draft.is_proofread else "") + "."

    def _is_internal(self, text: str, numbers: Sequence[int]) -> bool:
        if any(number in self.internal for number in numbers):
            return True
        return len(text) > 15 and any(text in source.text for source in self.internal.values())


def _without_empty_parts(lines: list[DraftLine]) -> tuple[DraftLine, ...]:
    followers = [*lines[1:], None]
    return tuple(
        line
        for line, follower in zip(lines, followers, strict=True)
        if line.kind is not LineKind.HEADING or (follower and follower.kind is not LineKind.HEADING)
    )
