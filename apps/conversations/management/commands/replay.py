"""`replay ANSWER`: the exact prompt from stored versions, and every quote checked again."""

import json
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from apps.conversations.models import Answer
from apps.conversations.replay import Replay, replay_answer

BAD_INPUT = 2
NOT_THE_SAME = 1


class Command(BaseCommand):
    help = "Rebuild the prompt of an answer and check its quotes; exit code 1 when one differs."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("answer", help="the id of the answer")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: object, answer: str, **options: Any) -> None:
        found = _answer(answer)
        replay = replay_answer(found)
        if options["json"]:
            self.stdout.write(json.dumps(_as_json(found, replay), ensure_ascii=False))
        else:
            self._print(replay)
        if not replay.is_ok:
            raise CommandError(
                _("This answer cannot be rebuilt as it was."), returncode=NOT_THE_SAME
            )

    def _print(self, replay: Replay) -> None:
        for prompt in replay.prompts:
            state = _("identical") if prompt.is_identical else _("different")
            self.stdout.write(f"{prompt.model} {prompt.version} {prompt.sha256[:12]} : {state}")
        self.stdout.write(
            _("Quotes identical to their source: %(good)d of %(all)d.")
            % {"good": replay.quotes - len(replay.bad_quotes), "all": replay.quotes}
        )
        for bad in replay.bad_quotes:
            self.stdout.write(f"#{bad.sentence} [{bad.source}] {bad.problem}")


def _answer(text: str) -> Answer:
    try:
        return Answer.objects.select_related("question").get(pk=UUID(text))
    except (ValueError, Answer.DoesNotExist) as error:
        message = _("No answer has the id %(id)s.") % {"id": text}
        raise CommandError(message, returncode=BAD_INPUT) from error


def _as_json(answer: Answer, replay: Replay) -> dict[str, Any]:
    return {
        "answer": str(answer.pk),
        "ok": replay.is_ok,
        "status": answer.status,
        "drafter": answer.drafter,
        "model": answer.model,
        "prompts": [asdict(prompt) for prompt in replay.prompts],
        "quotes": {
            "n": replay.quotes,
            "identical": replay.quotes - len(replay.bad_quotes),
            "bad": [asdict(bad) for bad in replay.bad_quotes],
        },
        "revisions": [
            {"sheet": sheet, "revision": revision} for sheet, revision in replay.revisions
        ],
        "parameters": answer.parameters,
        "timings_ms": answer.timings_ms,
    }
