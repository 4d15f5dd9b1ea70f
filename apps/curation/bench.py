"""One question asked of chosen sheets by the whole pipeline, with what each step found. Nothing is
kept."""

from dataclasses import dataclass, field

from asgiref.sync import async_to_sync

from apps.answering import events
from apps.answering.masking import MaskedText
from apps.answering.passages import Evidence, Findings, Passage, SheetHit
from apps.answering.ports import Understanding
from apps.conversations.assistant import answer_question
from apps.sheets.search import PublishedRetriever


@dataclass(slots=True)
class Trial:
    """What a question gave. `evidence` is what the decision to answer rests on."""

    masked: str
    understanding: Understanding | None = None
    evidence: Evidence = field(default_factory=Evidence)
    passages: tuple[Passage, ...] = ()
    sheets: tuple[SheetHit, ...] = ()
    sentences: list[events.Sentence] = field(default_factory=list)
    drafter: str = ""
    finished: events.Finished | None = None


class _Noting:
    """A retriever that also notes what it found."""

    def __init__(self, inner: PublishedRetriever, trial: Trial) -> None:
        self._inner, self._trial = inner, trial

    async def find(self, understanding: Understanding) -> Findings:
        findings = await self._inner.find(understanding)
        self._trial.understanding, self._trial.evidence = understanding, findings.evidence
        self._trial.sheets = findings.sheets
        return findings


def try_question(masked: MaskedText, *, revision_id: int | None, is_alone: bool) -> Trial:
    """Ask the published sheets of the whole country, `revision_id` standing in for the published
    revision of its sheet; with `is_alone`, that revision alone."""
    return async_to_sync(_tried)(masked, revision_id, is_alone)


async def _tried(masked: MaskedText, revision_id: int | None, is_alone: bool) -> Trial:
    trial = Trial(masked.text)
    inner = PublishedRetriever(candidate=revision_id, is_alone=is_alone and revision_id is not None)
    async for event in answer_question(masked, [], retriever=_Noting(inner, trial)):
        match event:
            case events.SourcesFound(passages=passages):
                trial.passages = passages
            case events.DraftingStarted(drafter=drafter):
                trial.drafter, trial.sentences = drafter.value, []
            case events.SentenceChecked(sentence=sentence):
                trial.sentences.append(sentence)
            case events.Finished():
                trial.finished = event
    return trial
