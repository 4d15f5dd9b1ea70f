"""The gallery of components: every state of an exchange, with samples and without a database."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from apps.ui.samples import QUESTION, STATES


@require_safe
@login_not_required
def gallery(request: HttpRequest, state: str = "") -> HttpResponse:
    """The list of states, or one of them; exists with the demonstration only."""
    if not settings.DEMONSTRATION or (state and state not in STATES):
        raise Http404
    if not state:
        return render(request, "ui/gallery.html", {"states": list(STATES)})
    context = {"state": state, "question_text": QUESTION, "can_act": True, **STATES[state]}
    return render(request, "ui/gallery_state.html", context)


gallery.roles = frozenset()  # type: ignore[attr-defined]
