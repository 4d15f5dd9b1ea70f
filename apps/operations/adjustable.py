"""The settings that administrators may change while the service runs: typed, bounded, explained.

Code reads them from `django.conf.settings` each time it uses them, never once at import.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Adjustable:
    """`name`: of the setting; its value stays within `least` and `most`, in `unit`."""

    name: str
    label: Promise
    explanation: Promise
    unit: Promise
    least: float
    most: float
    is_whole: bool = False

    def typed(self, value: float) -> float | int:
        return int(value) if self.is_whole else float(value)


SECONDS, ANSWERS, LOG_ODDS = _("seconds"), _("answers"), _("log-odds")
SHARE, MONTHS, QUESTIONS = _("from 0 to 1"), _("months"), _("questions")
RETENTION_PREFIX = "RETENTION_"


def _retention(kind: str, label: Promise, explanation: Promise, least: int) -> Adjustable:
    """How many months a kind of data is kept."""
    name = f"{RETENTION_PREFIX}{kind}_MONTHS"
    return Adjustable(name, label, explanation, MONTHS, least, 60, is_whole=True)


# The weekly figures are counted anew for 13 weeks: what they count must live longer.
_COUNTED = 4
ADJUSTABLE: Mapping[str, Adjustable] = {
    one.name: one
    for one in (
        Adjustable(
            "DECLINE_THRESHOLD",
            _("Threshold above which a question is declined"),
            _(
                "Out of 100 questions, measured on 102 without an answer and 128 with one. At 0.5: "
                "89 rightly declined, 0.8 wrongly. At 0: 90 and 0.8. At -0.2: 91 and 2.3. "
                "At -0.8: 91 and 7."
            ),
            LOG_ODDS,
            -2,
            2,
        ),
        Adjustable(
            "FIRST_SENTENCE_SECONDS",
            _("Wait for the model's first sentence"),
            _("After that, the answer is made of extracts from the sheets."),
            SECONDS,
            2,
            20,
        ),
        Adjustable(
            "WHOLE_ANSWER_SECONDS",
            _("Longest answer"),
            _("An answer that takes longer is cut, and says so."),
            SECONDS,
            10,
            60,
        ),
        Adjustable(
            "QUESTIONS_PER_MINUTE",
            _("Questions of one person in a minute"),
            _("Beyond, a question is refused until a minute has passed; its text stays."),
            QUESTIONS,
            1,
            60,
            is_whole=True,
        ),
        Adjustable(
            "DESK_MODEL_ANSWERS_PER_HOUR",
            _("Answers by the model for one desk in an hour"),
            _("Beyond, its answers are made of extracts, and say so. 0: no limit."),
            ANSWERS,
            0,
            10_000,
            is_whole=True,
        ),
        Adjustable(
            "MODEL_ANSWERS_PER_DAY",
            _("Answers by the model for the whole service in a day"),
            _("Beyond, all answers are made of extracts until midnight, and say so. 0: no limit."),
            ANSWERS,
            0,
            1_000_000,
            is_whole=True,
        ),
        Adjustable(
            "REVIEWS_DRAWN_PER_WEEK",
            _("Answers drawn for review, per week and operator"),
            _("Added to those that were rated or hold a doubt."),
            ANSWERS,
            0,
            100,
            is_whole=True,
        ),
        Adjustable(
            "REVIEWS_DOUBLE_SHARE",
            _("Share of the answers that two people review"),
            _("Their agreement is shown to supervisors."),
            SHARE,
            0,
            1,
        ),
        Adjustable(
            "QUALITY_MIN_EXACTNESS",
            _("Least share of exact answers for a release"),
            _("Below, a release is refused; it is also the mark on the dashboard."),
            SHARE,
            0.5,
            1,
        ),
        Adjustable(
            "QUALITY_MAX_DANGEROUS",
            _("Largest share of dangerous answers for a release"),
            _("Above, a release is refused."),
            SHARE,
            0,
            0.1,
        ),
        Adjustable(
            "MODEL_ANSWER_LIKENESS",
            _("Likeness from which a model answer is proposed"),
            _("Higher: fewer model answers are proposed, and they fit better."),
            SHARE,
            0.3,
            1,
        ),
        _retention(
            "EXCHANGES",
            _("Exchanges are kept for"),
            _("After their last act; drafts, ratings and reviews go with them at the latest."),
            _COUNTED,
        ),
        _retention("DRAFTS", _("Drafts are kept for"), _("After their last change."), _COUNTED),
        _retention("RATINGS", _("Ratings are kept for"), _("After they were given."), _COUNTED),
        _retention("REVIEWS", _("Reviews are kept for"), _("After they were settled."), _COUNTED),
        _retention(
            "SEARCHES",
            _("Searches and gaps are kept for"),
            _("Searches after they were made, gaps after their last signal."),
            1,
        ),
        _retention("NOTICES", _("Notices are kept for"), _("After they were sent."), 1),
        _retention(
            "TRACES",
            _("Technical traces are kept for"),
            _("Keys of requests and ended jobs. Ended sessions are removed every night."),
            1,
        ),
    )
}
_base: dict[str, Any] = {}


def base_value(name: str) -> float:
    """What the environment says, whatever is in force."""
    return float(_base.get(name, getattr(settings, name)))


def apply_values(values: Mapping[str, float | None]) -> None:
    """Put values in force in this process; a name that is absent goes back to the environment's.

    A value out of bounds, from another version of the service, is left out.
    """
    for name, one in ADJUSTABLE.items():
        _base.setdefault(name, getattr(settings, name))
        value = values.get(name)
        is_good = value is not None and one.least <= value <= one.most
        wanted = one.typed(value) if is_good and value is not None else _base[name]
        if getattr(settings, name) != wanted:
            setattr(settings, name, wanted)
