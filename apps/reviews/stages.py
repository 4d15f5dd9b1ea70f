"""From the verdicts given so far to what an item waits for. Pure: no database, no clock."""

from collections.abc import Mapping

from apps.reviews.enums import ReviewRound, ReviewStage


def stage_after(
    verdicts: Mapping[int, str], *, is_doubled: bool, is_contested: bool
) -> tuple[ReviewStage, str]:
    """The stage, and the verdict that holds ("" while none does).

    `verdicts` are those given by round. Two that agree settle an item; otherwise a third person
    does; a contest is answered by one more, whose verdict is the last.
    """
    if is_contested and ReviewRound.CONTEST not in verdicts:
        return ReviewStage.CONTESTED, _settled(verdicts)
    if ReviewRound.CONTEST in verdicts:
        return ReviewStage.DONE, verdicts[ReviewRound.CONTEST]
    if ReviewRound.FIRST not in verdicts:
        return ReviewStage.FIRST, ""
    if is_doubled and ReviewRound.SECOND not in verdicts:
        return ReviewStage.SECOND, ""
    verdict = _settled(verdicts)
    return (ReviewStage.DONE, verdict) if verdict else (ReviewStage.THIRD, "")


def _settled(verdicts: Mapping[int, str]) -> str:
    if ReviewRound.THIRD in verdicts:
        return verdicts[ReviewRound.THIRD]
    given = {verdict for number, verdict in verdicts.items() if number < ReviewRound.THIRD}
    return given.pop() if len(given) == 1 else ""


ROUND_OF = {
    ReviewStage.FIRST: ReviewRound.FIRST,
    ReviewStage.SECOND: ReviewRound.SECOND,
    ReviewStage.THIRD: ReviewRound.THIRD,
    ReviewStage.CONTESTED: ReviewRound.CONTEST,
}
