"""The counsellor makes a draft of an answer: edits, adapts, proofreads it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import HttpResponseClientRedirect

from apps.accounts.http import Request
from apps.accounts.permissions import counsellor_required
from apps.answering.differences import word_differences
from apps.answering.draft_text import blocks_of
from apps.conversations import services
from apps.conversations.adapting import NotAdapted, adapt_draft
from apps.conversations.draft_reading import DraftReading, mask_draft
from apps.conversations.enums import DraftOrigin
from apps.conversations.forms import (
    DraftForm,
    DraftStartForm,
    RestoreForm,
    RewritingForm,
    offered_languages,
)
from apps.conversations.handing_over import CitizenSheet, plain_text
from apps.conversations.models import Answer, Draft, DraftVersion
from apps.conversations.services import DraftConflict
from apps.llm.writer import configured_writer

PROOFREAD_KEY = "has_proofread"
_VERSIONS_SHOWN = 12


class NotSaved(Exception):
    """What was sent could not be kept; `response` tells why, with the text sent."""

    def __init__(self, response: HttpResponse) -> None:
        super().__init__()
        self.response = response


@counsellor_required
@require_POST
def draft_new(request: Request, answer_id: UUID) -> HttpResponseBase:
    """*Reprendre en brouillon*; first, where internal sheets bear a part, the warning."""
    answer = get_object_or_404(Answer.objects.owned_by(request.user), pk=answer_id)
    form = DraftStartForm(request.POST)
    if not form.is_valid() and _would_insert_internal(answer):
        address = reverse("conversations:draft_internal", args=[answer.pk])
    else:
        with_internal = form.is_valid() and form.cleaned_data["internal"] == "with"
        draft = services.start_draft(user=request.user, answer=answer, with_internal=with_internal)
        address = reverse("conversations:draft_detail", args=[draft.pk])
    return HttpResponseClientRedirect(address) if request.htmx else redirect(address)


@counsellor_required
@require_safe
def draft_internal(request: Request, answer_id: UUID) -> HttpResponse:
    """What of an answer is internal, before a draft begins with it or without it."""
    answers = Answer.objects.owned_by(request.user).with_everything_shown()
    answer = get_object_or_404(answers, pk=answer_id)
    reading = services.proposed_reading(answer)
    if not reading.held_back:
        return redirect("conversations:conversation_detail", answer.conversation_id)
    context = {"answer": answer, "reading": reading}
    return render(request, "conversations/draft_internal.html", context)


def _would_insert_internal(answer: Answer) -> bool:
    has_draft = Draft.objects.filter(answer=answer).exists()
    return not has_draft and services.proposed_reading(answer).held_back > 0


@counsellor_required
@require_safe
def draft_detail(request: Request, draft_id: UUID) -> HttpResponse:
    """The editor, what checking says of it, the preview."""
    return draft_page(request, own_draft(request, draft_id))


@counsellor_required
@require_POST
def draft_save(request: Request, draft_id: UUID) -> HttpResponse:
    """Saves by itself, a moment after the last key."""
    try:
        draft, is_masked = saved(request, draft_id)
    except NotSaved as refusal:
        return refusal.response
    if not request.htmx:
        return redirect("conversations:draft_detail", draft.pk)
    context = _context(request, draft) | {"is_masked": is_masked, "oob": True}
    return render(request, "conversations/_draft_saved.html", context)


@counsellor_required
@require_POST
def draft_rewrite(request: Request, draft_id: UUID) -> HttpResponse:
    """*Simplifier*, *Raccourcir*, *Mettre en étapes*, *Courriel*, *Courrier*, *SMS*."""
    form = RewritingForm(request.POST)
    try:
        draft, _is_masked = saved(request, draft_id)
        if form.is_valid():
            rewriting = form.cleaned_data["rewriting"]
            adapt_draft(user=request.user, draft=draft, rewriting=rewriting)
    except NotSaved as refusal:
        return refusal.response
    except NotAdapted as refusal:
        messages.warning(request, refusal.message)
    except DraftConflict:
        messages.warning(request, _("The draft changed meanwhile: it was not adapted."))
    return redirect("conversations:draft_detail", draft_id)


@counsellor_required
@require_POST
def draft_restore(request: Request, draft_id: UUID) -> HttpResponse:
    """Takes a former version again: undoes a rewriting, or an edit."""
    draft = own_draft(request, draft_id)
    form = RestoreForm(request.POST)
    if form.is_valid():
        past = get_object_or_404(draft.versions, number=form.cleaned_data["number"])
        version = form.cleaned_data["version"]
        try:
            services.restore_draft(draft=draft, past=past, version=version)
        except DraftConflict:
            messages.warning(request, _("The draft changed meanwhile: nothing was restored."))
    return redirect("conversations:draft_detail", draft_id)


@counsellor_required
@require_POST
def draft_proofread(request: Request, draft_id: UUID) -> HttpResponse:
    """*Marquer comme relu*."""
    try:
        draft, _is_masked = saved(request, draft_id)
    except NotSaved as refusal:
        return refusal.response
    services.mark_draft_proofread(user=request.user, draft=draft, version=draft.version)
    request.session[PROOFREAD_KEY] = True
    messages.success(request, _("Marked as proofread."))
    return redirect("conversations:draft_detail", draft_id)


def own_draft(request: Request, draft_id: UUID) -> Draft:
    drafts = Draft.objects.owned_by(request.user).with_answer()
    return get_object_or_404(drafts, pk=draft_id)


def saved(request: Request, draft_id: UUID) -> tuple[Draft, bool]:
    """The draft with the text sent, and whether personal data was masked. Raises NotSaved."""
    draft = own_draft(request, draft_id)
    form = DraftForm(request.POST)
    if not form.is_valid():
        message = _("This text is longer than 20,000 characters: it was not saved. Shorten it.")
        raise NotSaved(_refusal(request, draft, message))
    text = mask_draft(form.cleaned_data["text"], draft)
    try:
        services.save_draft(draft=draft, text=text, version=form.cleaned_data["version"])
    except DraftConflict as conflict:
        raise NotSaved(conflict_page(request, conflict.current, text.text)) from conflict
    # Read again, so that what is shown is what is stored.
    return own_draft(request, draft_id), bool(text.findings)


def draft_page(request: Request, draft: Draft, *, status: int = 200, **more: Any) -> HttpResponse:
    context = _context(request, draft) | _history(draft) | more
    return render(request, "conversations/draft_detail.html", context, status=status)


def _context(request: Request, draft: Draft) -> dict[str, Any]:
    reading = DraftReading(draft)
    return {
        "draft": draft,
        "answer": draft.answer,
        "reading": reading,
        "blocks": blocks_of(reading.lines),
        "sheet": CitizenSheet(reading),
        "plain": plain_text(reading),
        "has_model": configured_writer() is not None,
        "languages": offered_languages(),
        "asks_proofreading": reading.needs_proofreading and not request.session.get(PROOFREAD_KEY),
    }


def _history(draft: Draft) -> dict[str, Any]:
    """The last versions, and what the last one changed."""
    versions = list(draft.versions.all()[:_VERSIONS_SHOWN])
    last, before = versions[0], versions[1] if len(versions) > 1 else None
    runs = word_differences(_shown(before.text), _shown(last.text)) if before else ()
    return {"versions": versions, "last": last, "before": before, "runs": runs} | {
        "said": _said(draft, last) if before else ""
    }


def _shown(text: str) -> str:
    """A text without the signs of its headings and the blank lines that set paragraphs apart."""
    return "\n".join(line.lstrip("# ") for line in text.splitlines() if line.strip())


def _said(draft: Draft, last: DraftVersion) -> str:
    """What a rewriting did, and how many sources it kept."""
    if last.origin in (DraftOrigin.EDITED, DraftOrigin.PROPOSED):
        return ""
    kept = len(DraftReading(draft).kept)
    sources = ngettext("%(count)d source kept", "%(count)d sources kept", kept)
    return f"{last.get_origin_display()}. " + sources % {"count": kept}


def conflict_page(request: Request, current: Draft, sent: str) -> HttpResponse:
    draft = own_draft(request, current.pk)
    if request.htmx:
        context = {"draft": draft, "sent": sent, "oob": True}
        return render(request, "conversations/_draft_conflict.html", context, status=409)
    return draft_page(request, draft, status=409, sent=sent)


def _refusal(request: Request, draft: Draft, message: str) -> HttpResponse:
    if request.htmx:
        context = {"message": message, "oob": True}
        return render(request, "conversations/_draft_refused.html", context, status=422)
    return draft_page(request, draft, status=422, sent=request.POST.get("text", ""), error=message)
