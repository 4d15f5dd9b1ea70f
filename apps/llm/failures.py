"""Says why a call to an endpoint failed, and whether trying again makes sense."""

from dataclasses import dataclass

import httpx2
import openai

from apps.answering.enums import DegradedReason
from apps.llm.transport import AnswerRefused

_STATUSES = frozenset(map(str, range(400, 600)))


class InvalidAnswer(Exception):
    """What the endpoint sent is no usable answer; the message never holds its content."""

    def __init__(self, detail: str, reason: DegradedReason = DegradedReason.MODEL_INVALID) -> None:
        super().__init__(detail)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Failure:
    """`detail` goes to logs and carries no content; `retry_after` is in seconds.

    `is_retryable`: the same model may do better in a moment. `may_fall_back`: another model of
    the endpoint may do better now. `counts`: a sign that the endpoint is unwell (breaker).
    """

    reason: DegradedReason
    detail: str
    is_retryable: bool = False
    may_fall_back: bool = True
    counts: bool = True
    retry_after: float | None = None


def failure_of(error: Exception) -> Failure:
    """The failure behind any exception of a call; never raises."""
    refused = _cause(error, AnswerRefused)
    if refused is not None:
        return Failure(DegradedReason.MODEL_INVALID, str(refused))
    if isinstance(error, openai.APIStatusError):
        return _failure_of_status(error.status_code, _retry_after(error.response))
    if _cause(error, httpx2.ConnectTimeout) is not None:
        # Every model of an endpoint stands behind the same silent address.
        return Failure(DegradedReason.MODEL_DOWN, "connect timeout", may_fall_back=False)
    if isinstance(error, TimeoutError | openai.APITimeoutError):
        return Failure(DegradedReason.MODEL_SLOW, "timeout")
    if isinstance(error, openai.APIConnectionError):
        return Failure(DegradedReason.MODEL_DOWN, _name_of_cause(error), is_retryable=True)
    if isinstance(error, openai.APIError):
        return _failure_of_status(_code_in(error.body), None)
    if isinstance(error, InvalidAnswer):
        return Failure(error.reason, str(error))
    return Failure(DegradedReason.MODEL_INVALID, type(error).__name__)


def _failure_of_status(status: int, retry_after: float | None) -> Failure:
    detail = f"status {status}"
    if status == 429:
        return Failure(
            DegradedReason.MODEL_REFUSED, detail, is_retryable=True, retry_after=retry_after
        )
    if status in (408, 409) or status >= 500:
        return Failure(
            DegradedReason.MODEL_DOWN, detail, is_retryable=True, retry_after=retry_after
        )
    # 401: the key is wrong for every model. 400, 413, 422: this request, not the endpoint.
    return Failure(
        DegradedReason.MODEL_REFUSED,
        detail,
        may_fall_back=status != 401,
        counts=status not in (400, 413, 422),
    )


def _retry_after(response: httpx2.Response) -> float | None:
    """Seconds to wait; the date form is rare with models and read as unknown."""
    try:
        return max(float(response.headers["Retry-After"]), 0.0)
    except (KeyError, ValueError):
        return None


def _code_in(body: object) -> int:
    """The status inside an error event of a stream; 500 when it tells none."""
    code = str(body.get("code")) if isinstance(body, dict) else ""
    return int(code) if code in _STATUSES else 500


def _cause(error: BaseException, kind: type[BaseException]) -> BaseException | None:
    """The first exception of this kind among the error and its causes."""
    link: BaseException | None = error
    while link is not None and not isinstance(link, kind):
        link = link.__cause__ or link.__context__
    return link


def _name_of_cause(error: BaseException) -> str:
    return type(error.__cause__ or error).__name__
