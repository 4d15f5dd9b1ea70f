"""Rules by theme: how long a sheet stands, who sees to it, what is published by itself."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from apps.accounts.http import Request
from apps.accounts.permissions import curator_required
from apps.curation import reports
from apps.curation.forms import PublishingRuleForm, ReviewPeriodForm
from apps.curation.services.publishing_rules import set_publishing_rule
from apps.sheets.enums import ReviewDelay
from apps.sheets.services.review_dates import set_review_period


@require_http_methods(["GET", "HEAD", "POST"])
@curator_required
def review_period_list(request: Request) -> HttpResponse:
    """Every theme with its delay, its owner and how many of its sheets are overdue."""
    form = ReviewPeriodForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        set_review_period(
            theme_id=form.cleaned_data["theme_id"],
            days=ReviewDelay(form.cleaned_data["days"]),
            owner=form.cleaned_data["owner"],
            changed_by=request.user,
        )
        messages.success(request, _("Saved: the dates of the published sheets moved with it."))
        return redirect("curation:review_period_list")
    status = 422 if form.is_bound else 200
    context = {"rows": reports.theme_rows(), "form": form}
    return render(request, "curation/review_period_list.html", context, status=status)


@curator_required
@require_POST
def publishing_rule_change(request: Request) -> HttpResponse:
    """Write or lift the rule of a theme."""
    form = PublishingRuleForm(request.POST)
    if form.is_valid():
        set_publishing_rule(written_by=request.user, **form.cleaned_data)
        messages.success(request, _("Saved: it counts from the next import on."))
    else:
        messages.error(request, _("This theme is not known."))
    return redirect("curation:review_period_list")
