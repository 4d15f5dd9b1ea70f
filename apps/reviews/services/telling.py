"""Who is told of a review: its counsellor, and the curators when an answer is dangerous."""

from django.urls import reverse
from django.utils.translation import gettext as _

from apps.accounts.enums import Role
from apps.accounts.models import User
from apps.answering.masking import mask
from apps.notices.models import NoticeKind
from apps.notices.services import notify
from apps.reviews.enums import ReviewStage, Verdict
from apps.reviews.models import Review, ReviewItem
from apps.sheets.enums import ReportReason
from apps.sheets.models import Sheet, SheetReport
from apps.sheets.services.reporting import report_sheet


def tell_counsellor(*, review: Review, item: ReviewItem) -> None:
    """Once the verdict holds; at once when the answer is dangerous.

    Nothing to say, no notice; but whoever contested a verdict hears what came of it.
    """
    is_danger = review.verdict == Verdict.DANGEROUS
    if item.stage != ReviewStage.DONE and not is_danger:
        return
    said = [review, *Review.objects.filter(answer=item.pk).told().exclude(pk=review.pk)]
    is_due = is_danger or item.is_contested or any(_says_something(one) for one in said)
    if not is_due:
        return
    texts = [text for one in said for text in (one.comment, one.corrected_text) if text]
    review.notice = notify(
        recipient=review.answer.question.asked_by,
        kind=NoticeKind.CORRECTION,
        title=_("A supervisor reviewed one of your answers: %(verdict)s")
        % {"verdict": review.get_verdict_display().lower()},
        text="\n\n".join(texts),
        url=reverse("reviews:review_received", args=[review.answer_id]),
    )
    review.save(update_fields=["notice"])


def _says_something(review: Review) -> bool:
    is_right = review.verdict == Verdict.RIGHT
    return not is_right or bool(review.comment or review.corrected_text or review.right_sheet)


def alert_curators(*, review: Review) -> None:
    """Report every sheet that the answer quotes, which marks it, and tell every curator."""
    quoted = {source.sheet_id: source for source in review.answer.sources.quoted()}
    sheets = Sheet.objects.filter(external_id__in=quoted)
    urls = [_reported(sheet, review, quoted[sheet.external_id].passage) for sheet in sheets]
    for curator in User.objects.active().holding(Role.CURATOR):
        notify(
            recipient=curator,
            kind=NoticeKind.SHEET_ALERT,
            title=_("An answer was judged dangerous: %(sheets)s")
            % {"sheets": ", ".join(sorted(quoted)) or _("no sheet quoted")},
            text=review.comment,
            url=next((url for url in urls if url), ""),
        )


def _reported(sheet: Sheet, review: Review, passage: object) -> str:
    """The address of the report; "" where this reviewer's stands open already."""
    known = SheetReport.objects.open().filter(sheet=sheet, reason=ReportReason.DANGEROUS)
    if known.filter(reporter=review.reviewer).exists():
        return ""
    report = report_sheet(
        sheet=sheet,
        reporter=review.reviewer,
        reason=ReportReason.DANGEROUS,
        comment=mask(review.comment),
        passage=passage,  # type: ignore[arg-type]
    )
    return reverse("curation:report_detail", args=[report.pk])
