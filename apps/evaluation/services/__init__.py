"""Every change to evaluation sets, runs, comparisons and releases, each with its audit event."""

from apps.evaluation.services.comparing import prefer, start_comparison
from apps.evaluation.services.judging import (
    JUDGE_TASK,
    NoJudgeConfigured,
    cancel_judging,
    carry_out_judging,
    request_judging,
)
from apps.evaluation.services.releasing import decide_release
from apps.evaluation.services.running import (
    RUN_TASK,
    cancel_run,
    carry_out_run,
    judge_result,
    request_run,
    resume_run,
)
from apps.evaluation.services.sets import ImportOutcome, add_golden_case, import_cases

__all__ = [
    "JUDGE_TASK",
    "RUN_TASK",
    "ImportOutcome",
    "NoJudgeConfigured",
    "add_golden_case",
    "cancel_judging",
    "cancel_run",
    "carry_out_judging",
    "carry_out_run",
    "decide_release",
    "import_cases",
    "judge_result",
    "prefer",
    "request_judging",
    "request_run",
    "resume_run",
    "start_comparison",
]
