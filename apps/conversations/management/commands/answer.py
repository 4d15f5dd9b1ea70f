"""`answer "QUESTION"`: one answer by the whole pipeline, on published sheets; stores nothing."""

import asyncio
import json
import sys
from argparse import ArgumentParser
from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass, field
from time import monotonic
from typing import Any, NoReturn

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from apps.answering import events
from apps.answering.enums import DrafterName
from apps.answering.masking import MaskedText
from apps.answering.passages import Passage
from apps.answering.prepare import RequestRefused, prepare
from apps.conversations.assistant import NoModelConfigured, answer_question

BAD_INPUT = 2


@dataclass(slots=True)
class Heard:
    """What one answer said, and when, in milliseconds since the question."""

    started_at: float = field(default_factory=monotonic)
    drafter: DrafterName | None = None
    passages: tuple[Passage, ...] = ()
    sentences: list[events.Sentence] = field(default_factory=list)
    finished: events.Finished | None = None
    timings_ms: dict[str, int] = field(default_factory=dict)

    def note(self, event: events.Event) -> None:
        match event:
            case events.SourcesFound(passages=passages):
                self.passages = passages
                self._mark("first_source")
            case events.DraftingStarted(drafter=drafter):
                self.drafter, self.sentences = drafter, []
            case events.SentenceChecked(sentence=sentence):
                self.sentences.append(sentence)
                self._mark("first_sentence")
            case events.Finished():
                self.finished = event
                self._mark("total")

    def _mark(self, moment: str) -> None:
        self.timings_ms.setdefault(moment, round((monotonic() - self.started_at) * 1000))

    def as_json(self) -> dict[str, Any]:
        """The object of the command contract."""
        if self.finished is None:
            raise RuntimeError("the pipeline ended without saying how")
        return {
            "status": self.finished.status,
            "degraded_reason": self.finished.degraded_reason,
            "drafter": self.drafter,
            "text": "\n".join(sentence.text for sentence in self.sentences),
            "sentences": [_sentence(sentence) for sentence in self.sentences],
            "sources": [_source(number, one) for number, one in enumerate(self.passages, 1)],
            "missing": self.finished.missing,
            "deciding_facts": [fact.label for fact in self.finished.deciding_facts],
            "nearest": [sheet.sheet_id for sheet in self.finished.nearest],
            "timings_ms": self.timings_ms,
        }


class Command(BaseCommand):
    help = "Answer one question from the published sheets; nothing is stored."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("question")
        parser.add_argument(
            "--history", action="append", default=[], help="an earlier question; oldest first"
        )
        parser.add_argument("--drafter", choices=[name.value for name in DrafterName])
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: object, **options: Any) -> None:
        only = DrafterName(options["drafter"]) if options["drafter"] else None
        try:
            masked, urgent = _prepared(options["question"])
            history = [_prepared(text)[0].text for text in options["history"]]
            said = answer_question(masked, history, only=only, urgent_contacts=urgent)
        except RequestRefused as refusal:
            self._refuse(refusal.message)
        except NoModelConfigured:
            self._refuse(_("No model is configured: set LLM_BASE_URL and LLM_MODEL."))
        heard = asyncio.run(_listen(said))
        if options["json"]:
            self.stdout.write(json.dumps(heard.as_json(), ensure_ascii=False))
        else:
            self._print(heard)

    def _refuse(self, message: str) -> NoReturn:
        self.stderr.write(message)
        sys.exit(BAD_INPUT)

    def _print(self, heard: Heard) -> None:
        said = heard.as_json()
        self.stdout.write(f"{said['status']} ({said['drafter']}, {said['timings_ms']})\n\n")
        for sentence in heard.sentences:
            numbers = "".join(f"[{one.number}]" for one in sentence.citations)
            self.stdout.write(f"{sentence.text} {numbers} {sentence.check}")
        for source in said["sources"]:
            self.stdout.write(f"[{source['number']}] {source['title']}, {source['section']}")


def _prepared(text: str) -> tuple[MaskedText, tuple[tuple[str, str], ...]]:
    prepared = prepare(text)
    return prepared.masked, prepared.urgency.contacts if prepared.urgency else ()


async def _listen(said: AsyncGenerator[events.Event, None]) -> Heard:
    heard = Heard()
    async for event in said:
        heard.note(event)
    return heard


def _sentence(sentence: events.Sentence) -> dict[str, Any]:
    citations: Sequence[dict[str, str]] = [
        {
            "sheet": citation.passage.sheet_id,
            "section": citation.passage.section,
            "quote": citation.quote,
        }
        for citation in sentence.citations
    ]
    problems = [
        {"kind": one.kind, "text": one.text, "explanation": one.explanation}
        for one in sentence.problems
    ]
    return {
        "text": sentence.text,
        "section": sentence.section,
        "citations": citations,
        "check": sentence.check,
        "problems": problems,
    }


def _source(number: int, passage: Passage) -> dict[str, Any]:
    return {
        "number": number,
        "sheet": passage.sheet_id,
        "title": passage.sheet_title,
        "section": passage.section,
        "url": passage.source_url,
        "source_date": passage.source_date.isoformat() if passage.source_date else None,
    }
