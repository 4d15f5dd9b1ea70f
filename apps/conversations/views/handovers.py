"""What leaves the tool: copied, printed, mailed, asked of Administration+; the day in figures."""

from uuid import UUID

from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from apps.accounts.http import Request
from apps.accounts.permissions import counsellor_required
from apps.answering.masking import MaskedText
from apps.conversations import reports, services
from apps.conversations.draft_reading import DraftReading
from apps.conversations.enums import HandoverChannel
from apps.conversations.forms import DayForm, HandoverForm, ProofreadForm
from apps.conversations.handing_over import (
    CitizenSheet,
    mail_file,
    mailto_address,
    plain_text,
    rich_text,
)
from apps.conversations.models import Answer, Draft
from apps.conversations.referral import referral_text
from apps.conversations.views.drafts import (
    PROOFREAD_KEY,
    NotSaved,
    draft_page,
    own_draft,
    saved,
)

_CHANNELS = {
    "copy": HandoverChannel.COPY,
    "print": HandoverChannel.PRINT,
    "mail": HandoverChannel.MAIL,
    "eml": HandoverChannel.MAIL,
}


@counsellor_required
@require_POST
def draft_hand_over(request: Request, draft_id: UUID) -> HttpResponse:
    """Saves the text sent, records what leaves, then gives it in the form asked for."""
    form = HandoverForm(request.POST)
    if not form.is_valid():
        return redirect("conversations:draft_detail", draft_id)
    try:
        draft, _is_masked = saved(request, draft_id)
    except NotSaved as refusal:
        return refusal.response
    reading = DraftReading(draft)
    is_proofread = form.cleaned_data["proofread"]
    if (refused := _refusal(request, reading, is_proofread=is_proofread)) is not None:
        return refused
    channel = form.cleaned_data["channel"]
    services.hand_over(
        user=request.user,
        answer=draft.answer,
        channel=_CHANNELS[channel],
        text=MaskedText.from_storage(plain_text(reading, in_french_only=True)),
        translation=reading.translation,
    )
    return _given(request, reading, channel)


def _refusal(request: Request, reading: DraftReading, *, is_proofread: bool) -> HttpResponse | None:
    """Nothing to give, or parts without source that she has not said to have proofread."""
    if is_proofread:
        request.session[PROOFREAD_KEY] = True
    if not reading.given:
        message = _("There is nothing to hand over: the draft is empty, or all of it is internal.")
    elif reading.needs_proofreading and not request.session.get(PROOFREAD_KEY):
        message = (
            _("Some sentences are not sourced: tick “I have proofread” before handing over.")
            if reading.unsourced
            else _("Figures of the translation differ: tick “I have proofread” first.")
        )
    else:
        return None
    if request.accepts("text/html"):
        return draft_page(request, reading.draft, status=422, error=message)
    return JsonResponse({"error": message}, status=422)


@counsellor_required
@require_POST
def answer_copy(request: Request, answer_id: UUID) -> JsonResponse:
    """*Copier* under an answer: what may leave of it, recorded as what leaves a draft."""
    answers = Answer.objects.visible_to(request.user).with_everything_shown()
    reading = services.proposed_reading(get_object_or_404(answers, pk=answer_id))
    form = ProofreadForm(request.POST)
    if form.is_valid() and form.cleaned_data["proofread"]:
        request.session[PROOFREAD_KEY] = True
    if not reading.given:
        return JsonResponse({"error": _("There is nothing to copy: all of it is internal.")})
    if reading.unsourced and not request.session.get(PROOFREAD_KEY):
        return JsonResponse({"asks_proofreading": True})
    services.hand_over(
        user=request.user,
        answer=reading.answer,
        channel=HandoverChannel.COPY,
        text=MaskedText.from_storage(plain_text(reading)),
    )
    kept_inside = ngettext(
        "%(count)d internal sentence was left out.",
        "%(count)d internal sentences were left out.",
        reading.held_back,
    )
    return JsonResponse(
        {
            "html": rich_text(reading),
            "plain": plain_text(reading),
            "left_out": kept_inside % {"count": reading.held_back} if reading.held_back else "",
        }
    )


@counsellor_required
@require_POST
def answer_print(request: Request, answer_id: UUID) -> HttpResponse:
    """*Imprimer la fiche usager* under an answer: its draft, begun if need be, is printed."""
    answer = get_object_or_404(Answer.objects.owned_by(request.user), pk=answer_id)
    has_draft = Draft.objects.filter(answer=answer).exists()
    if not has_draft and not services.proposed_reading(answer).given:
        return redirect("conversations:draft_internal", answer.pk)
    draft = services.start_draft(user=request.user, answer=answer)
    reading = DraftReading(own_draft(request, draft.pk))
    if (refused := _refusal(request, reading, is_proofread=False)) is not None:
        return refused
    services.hand_over(
        user=request.user,
        answer=answer,
        channel=HandoverChannel.PRINT,
        text=MaskedText.from_storage(plain_text(reading)),
    )
    return _given(request, reading, "print")


def _given(request: Request, reading: DraftReading, channel: str) -> HttpResponse:
    if channel == "print":
        address = reverse("conversations:draft_sheet", args=[reading.draft.pk])
        return redirect(f"{address}?imprimer=1")
    if not request.accepts("text/html"):
        return JsonResponse(
            {
                "version": reading.draft.version,
                "html": rich_text(reading),
                "plain": plain_text(reading),
                "mailto": mailto_address(reading),
            }
        )
    if channel == "copy":
        return redirect("conversations:draft_detail", reading.draft.pk)
    name, content = mail_file(reading)
    response = HttpResponse(content, content_type="message/rfc822")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@counsellor_required
@require_safe
def draft_sheet(request: Request, draft_id: UUID) -> HttpResponse:
    """*Fiche usager*: one page to print."""
    sheet = CitizenSheet(DraftReading(own_draft(request, draft_id)))
    return render(request, "conversations/draft_sheet.html", {"sheet": sheet})


@counsellor_required
@require_safe
def administration_plus(request: Request, answer_id: UUID) -> HttpResponse:
    """A request to an operator's referent, without identifiers, to copy."""
    answers = Answer.objects.owned_by(request.user).with_everything_shown()
    answer = get_object_or_404(answers, pk=answer_id)
    context = {"answer": answer, "text": referral_text(answer)}
    return render(request, "conversations/administration_plus.html", context)


@counsellor_required
@require_safe
def day_summary(request: Request) -> HttpResponse:
    """*Bilan du jour*."""
    form = DayForm(request.GET)
    today = timezone.localdate()
    day = (form.cleaned_data["day"] if form.is_valid() else None) or today
    summary = reports.day_summary(user=request.user, day=day)
    return render(
        request,
        "conversations/day_summary.html",
        {"summary": summary, "today": today, "text": summary.text},
    )
