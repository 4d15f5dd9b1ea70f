"""*Conservation*: how long each kind of data is kept, what is held, what was removed."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from apps.accounts.http import Request
from apps.accounts.permissions import administrator_required
from apps.operations import services
from apps.operations.forms.retention import HoldForm
from apps.operations.models import PurgeRun, RetentionHold
from apps.operations.reports import retention_in_force


@require_http_methods(["GET", "HEAD", "POST"])
@administrator_required
def retention(request: Request) -> HttpResponse:
    """Periods, holds, last removals; place another hold."""
    form = HoldForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.place_hold(**form.facts(), placed_by=request.user)
        except services.HoldRefused as refusal:
            form.add_error("exchange" if form.cleaned_data["exchange"] else "kind", str(refusal))
        else:
            messages.success(request, _("Held: nothing of it is removed until the hold is lifted."))
            return redirect("operations:retention")
    context = {
        "form": form,
        "retained": retention_in_force(now=timezone.now()),
        "holds": RetentionHold.objects.select_related("placed_by", "lifted_by")[:50],
        "page": Paginator(PurgeRun.objects.all(), 24).get_page(request.GET.get("page")),
    }
    status = 422 if form.is_bound else 200
    return render(request, "operations/retention.html", context, status=status)


@require_POST
@administrator_required
def hold_lift(request: Request, pk: int) -> HttpResponse:
    """End a hold."""
    services.lift_hold(hold=get_object_or_404(RetentionHold, pk=pk), lifted_by=request.user)
    messages.success(request, _("The hold is lifted."))
    return redirect("operations:retention")
