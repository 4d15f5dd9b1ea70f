"""A second language beside the French text that is handed over."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from apps.accounts.http import Request
from apps.accounts.permissions import counsellor_required
from apps.conversations import services
from apps.conversations.adapting import NotAdapted, translate_draft
from apps.conversations.forms import TranslationForm
from apps.conversations.services import DraftConflict
from apps.conversations.views.drafts import NotSaved, own_draft, saved


@require_POST
@counsellor_required
def draft_translate(request: Request, draft_id: UUID) -> HttpResponse:
    """Saves the text sent, then has a model translate it."""
    form = TranslationForm(request.POST)
    try:
        draft, _is_masked = saved(request, draft_id)
        if form.is_valid():
            translate_draft(user=request.user, draft=draft, language=form.chosen)
        else:
            messages.warning(request, _("Choose a language of the list."))
    except NotSaved as refusal:
        return refusal.response
    except NotAdapted as refusal:
        messages.warning(request, refusal.message)
    except DraftConflict:
        messages.warning(request, _("The draft changed meanwhile: it was not translated."))
    return redirect(reverse("conversations:draft_detail", args=[draft_id]) + "#draft-translation")


@require_POST
@counsellor_required
def draft_untranslate(request: Request, draft_id: UUID) -> HttpResponse:
    """The French text alone again."""
    services.remove_translation(user=request.user, draft=own_draft(request, draft_id))
    return redirect("conversations:draft_detail", draft_id)
