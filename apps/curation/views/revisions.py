"""Revisions: list, comparison, and the acts of their life."""

from collections.abc import Callable

from django.contrib import messages
from django.core.paginator import Paginator
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.accounts.http import Request
from apps.accounts.permissions import curator_required
from apps.curation import reports
from apps.curation.awaiting import heaviest_changes
from apps.curation.forms import BulkApprovalForm, ReasonForm, RevisionFilterForm, ScheduleForm
from apps.curation.revision_filters import listed_revisions
from apps.curation.services import replaying
from apps.sheets.models import SheetRevision
from apps.sheets.services import lifecycle
from apps.ui.http import page_or_fragment


@require_safe
@curator_required
def revision_list(request: Request) -> HttpResponse:
    """Revisions by state, title or sheet."""
    form = RevisionFilterForm(request.GET)
    revisions = listed_revisions(request.user, form.filters())
    page = Paginator(revisions, 50).get_page(request.GET.get("page"))
    changes = heaviest_changes(list(page.object_list))
    context = {
        "form": form,
        "page": page,
        "rows": [(revision, changes.get(revision.pk)) for revision in page.object_list],
        "approvable": reports.approvable_revisions(request.user, revisions).count(),
    }
    return page_or_fragment(request, "curation/revision_list.html", "revisions", context)


@curator_required
@require_POST
def revision_publish_many(request: Request) -> HttpResponse:
    """Approve the revisions ticked, or all those of the list."""
    filters = RevisionFilterForm(request.POST).filters()
    listed = listed_revisions(request.user, filters)
    approvable = reports.approvable_revisions(request.user, listed)
    form = BulkApprovalForm(request.POST, allowed=list(approvable.values_list("pk", flat=True)))
    if not form.is_valid():
        messages.error(request, _("Tick at least one revision that awaits approval."))
        return redirect("curation:revision_list")
    chosen = SheetRevision.objects.filter(pk__in=form.chosen()).select_related("sheet")
    passed = replaying.let_through(chosen.defer("raw", "body"))
    try:
        count = lifecycle.publish_revisions(
            revision_ids=[row.pk for row in passed], approver=request.user
        )
    except lifecycle.LifecycleRefusal as refusal:
        messages.error(request, str(refusal))
    else:
        _say_published(request, count, len(form.chosen()) - count)
    return redirect("curation:revision_list")


def _say_published(request: Request, count: int, held: int) -> None:
    said = ngettext("%(count)s sheet published.", "%(count)s sheets published.", count)
    messages.success(request, said % {"count": count})
    if held:
        said = ngettext(
            "%(count)s sheet still awaits: golden questions touch it. Open it to replay them.",
            "%(count)s sheets still await: golden questions touch them. Open them to replay these.",
            held,
        )
        messages.warning(request, said % {"count": held})


@require_safe
@curator_required
def revision_detail(request: Request, pk: int) -> HttpResponse:
    """What a revision changes, whom that concerns, and what may be done."""
    revision = _get(request, pk)
    comparison = reports.compare_revisions(revision)
    context = {
        "revision": revision,
        "comparison": comparison,
        "answers": comparison.answers[: reports.SHOWN_ANSWERS],
        "answer_count": comparison.answers.count(),
        "view": request.GET.get("vue", "cote-a-cote"),
        "is_own": request.user.pk in (revision.author_id, *revision.contributors),
        "history": revision.sheet.revisions.defer("raw", "body").select_related(
            "author", "approver"
        ),
    }
    return render(request, "curation/revision_detail.html", context)


@require_POST
@curator_required
def revision_publish(request: Request, pk: int) -> HttpResponse:
    """Publish now."""
    revision = _get(request, pk)
    try:
        replaying.publish_through_gate(
            revision=revision, approver=request.user, reason=request.POST.get("reason", "")
        )
    except (replaying.ReplayMissing, replaying.ReasonNeeded) as refusal:
        messages.warning(request, str(refusal))
        return redirect("curation:revision_replay", pk=pk)
    except lifecycle.LifecycleRefusal as refusal:
        messages.error(request, str(refusal))
        return redirect("curation:revision_detail", pk=pk)
    messages.success(request, _("The revision is published: answers quote it from now on."))
    return redirect("curation:revision_detail", pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
@curator_required
def revision_replay(request: Request, pk: int) -> HttpResponse:
    """Replay the golden questions that touch the sheet; see which answers change."""
    revision = _get(request, pk)
    if request.method == "POST":
        replaying.request_replay(revision=revision, requested_by=request.user)
        return redirect("curation:revision_replay", pk=pk)
    context = reports.replay_context(revision) | {
        "revision": revision,
        "is_own": request.user.pk in (revision.author_id, *revision.contributors),
    }
    return page_or_fragment(request, "curation/revision_replay.html", "replay", context)


@require_POST
@curator_required
def revision_restore(request: Request, pk: int) -> HttpResponse:
    """Copy an old revision into a new one, which awaits approval."""
    return _act(
        request,
        pk,
        lambda revision: lifecycle.restore_revision(revision=revision, restored_by=request.user),
        _("A new revision with the old content awaits approval by another person."),
    )


@require_POST
@curator_required
def revision_submit(request: Request, pk: int) -> HttpResponse:
    """Hand a draft over to a second person."""
    return _act(
        request,
        pk,
        lambda revision: lifecycle.submit_revision(revision=revision, submitted_by=request.user),
        _("The revision awaits approval by another person."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@curator_required
def revision_reject(request: Request, pk: int) -> HttpResponse:
    """Say why, then send back."""
    return _confirm(
        request,
        pk,
        form=ReasonForm(request.POST or None),
        title=_("Send back to its author"),
        explanation=_("The published revision stays in the answers."),
        act=lambda revision, form: lifecycle.reject_revision(
            revision=revision, rejected_by=request.user, reason=form.cleaned_data["reason"]
        ),
        done=_("The revision went back to its author."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@curator_required
def revision_withdraw(request: Request, pk: int) -> HttpResponse:
    """Say why, then take the sheet out of answers."""
    return _confirm(
        request,
        pk,
        form=ReasonForm(request.POST or None),
        title=_("Withdraw the sheet"),
        explanation=_("Answers stop quoting it at once. Past answers keep their quotes as proof."),
        act=lambda revision, form: lifecycle.withdraw_sheet(
            sheet=revision.sheet, withdrawn_by=request.user, reason=form.cleaned_data["reason"]
        ),
        done=_("The sheet is withdrawn: answers no longer quote it."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@curator_required
def revision_schedule(request: Request, pk: int) -> HttpResponse:
    """Approve now for a later date."""
    return _confirm(
        request,
        pk,
        form=ScheduleForm(request.POST or None),
        title=_("Schedule the publication"),
        explanation=_("You approve this revision; it replaces the published one at this date."),
        act=lambda revision, form: replaying.schedule_through_gate(
            revision=revision,
            approver=request.user,
            publish_at=form.cleaned_data["publish_at"],
        ),
        done=_("The publication is scheduled."),
    )


def _get(request: Request, pk: int) -> SheetRevision:
    revisions = SheetRevision.objects.curated_by(request.user).defer("raw", "body", "related")
    return get_object_or_404(revisions.select_related("sheet", "author", "approver"), pk=pk)


def _act(
    request: Request, pk: int, act: Callable[[SheetRevision], SheetRevision], done: str
) -> HttpResponse:
    """Carry out an act that needs nothing more; a refusal is said on the same page."""
    try:
        revision = act(_get(request, pk))
    except lifecycle.LifecycleRefusal as refusal:
        messages.error(request, str(refusal))
        return redirect("curation:revision_detail", pk=pk)
    messages.success(request, done)
    return redirect("curation:revision_detail", pk=revision.pk)


def _confirm(
    request: Request,
    pk: int,
    *,
    form: Form,
    title: str,
    explanation: str,
    act: Callable[[SheetRevision, Form], SheetRevision],
    done: str,
) -> HttpResponse:
    """A page that asks for what the act needs, then carries it out."""
    revision = _get(request, pk)
    if request.method == "POST" and form.is_valid():
        return _act(request, pk, lambda found: act(found, form), done)
    context = {"revision": revision, "form": form, "title": title, "explanation": explanation}
    status = 422 if form.is_bound else 200
    return render(request, "curation/revision_confirm.html", context, status=status)
