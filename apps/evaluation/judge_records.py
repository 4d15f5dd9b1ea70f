"""What a model that judges thinks of answers to a file of golden questions; nothing is stored."""

import logging
from collections.abc import Sequence
from typing import Any

from apps.answering.judge_prompting import JUDGE_PROMPT
from apps.evaluation.answers import Record
from apps.evaluation.golden import GoldenQuestion
from apps.evaluation.intervals import wilson
from apps.evaluation.judge_tasks import task_of
from apps.evaluation.judging import sentences_as_json
from apps.evaluation.opinions import Said, ask_all, opinion_totals
from apps.llm.writer import TextWriter

logger = logging.getLogger(__name__)


def judge_records(
    records: Sequence[Record], questions: Sequence[GoldenQuestion], writer: TextWriter
) -> dict[str, Any]:
    """`n` answers with an opinion: their verdicts, with the 95 % interval of each share, and mean
    scores; how many have none, by reason. Progress goes to the log."""
    by_id = {question.id: question for question in questions}
    tasks = [task_of(by_id[record.question_id], sentences_as_json(record)) for record in records]
    opinions: list[Said] = []

    def keep(place: int, said: Said) -> None:
        opinions.append(said)
        logger.info("opinion %d of %d", place + 1, len(tasks))

    ask_all(tasks, writer, keep)
    totals = opinion_totals(opinions)
    return {
        "model": writer.model,
        "prompt_version": JUDGE_PROMPT,
        "n": totals.n,
        "not_judged": {reason.value: count for reason, count in totals.not_judged.items()},
        "verdicts": {verdict.value: count for verdict, count in totals.verdicts.items()},
        "verdict_intervals": {
            verdict.value: wilson(count, totals.n) for verdict, count in totals.verdicts.items()
        },
        "mean_scores": {each.name: each.mean for each in totals.scores},
    }
