"""Local sheets: their text, metadata, test and publication, step by step."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.accounts.http import Request
from apps.accounts.permissions import curator_required
from apps.answering.differences import word_differences
from apps.curation import reports
from apps.curation.draft_forms import BeginningForm, ContentForm, MetadataForm
from apps.curation.enums import DraftStep
from apps.curation.models import SheetDraft
from apps.curation.services import drafts
from apps.curation.services.reading_texts import read_text
from apps.sheets.models import SheetRevision
from apps.sheets.parsing.parsed import ParseRefusal
from apps.sheets.rendering import preview_markdown
from apps.sheets.services.lifecycle import LifecycleRefusal

TEMPLATES = {
    DraftStep.CONTENT: "curation/draft_content.html",
    DraftStep.METADATA: "curation/draft_metadata.html",
    DraftStep.TEST: "curation/draft_test.html",
    DraftStep.PUBLICATION: "curation/draft_publication.html",
}


@require_safe
@curator_required
def draft_list(request: Request) -> HttpResponse:
    """Local sheets that are being written."""
    in_progress = SheetDraft.objects.in_progress().select_related("changed_by", "revision", "desk")
    page = Paginator(in_progress, 20).get_page(request.GET.get("page"))
    return render(request, "curation/draft_list.html", {"page": page})


@require_http_methods(["GET", "HEAD", "POST"])
@curator_required
def draft_new(request: Request) -> HttpResponse:
    """Begin a sheet: written here, from a DOCX, or from a web page."""
    form = BeginningForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        source = form.source()
        try:
            markdown = read_text(*source).markdown if source else ""
        except ParseRefusal as refusal:
            form.add_error("document" if source and "docx" in source[0] else "page", refusal.reason)
        else:
            draft = drafts.begin_draft(
                author=request.user, title=form.cleaned_data["title"], markdown=markdown
            )
            return redirect("curation:draft_content", pk=draft.pk)
    status = 422 if form.is_bound else 200
    return render(request, "curation/draft_new.html", {"form": form}, status=status)


@require_POST
@curator_required
def draft_open(request: Request, pk: int) -> HttpResponse:
    """Modify a local sheet: its draft in progress, or a new one."""
    revision = get_object_or_404(SheetRevision.objects.curated_by(request.user), pk=pk)
    try:
        draft = drafts.open_draft(revision=revision, opened_by=request.user)
    except LifecycleRefusal as refusal:
        messages.error(request, str(refusal))
        return redirect("curation:revision_detail", pk=pk)
    return redirect("curation:draft_content", pk=draft.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@curator_required
def draft_content(request: Request, pk: UUID) -> HttpResponse:
    """Step 1: the text, with its preview."""
    draft = _get(pk)
    initial = {"title": draft.title, "markdown": draft.markdown, "version": draft.version}
    form = ContentForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            draft = drafts.save_content(draft=draft, changed_by=request.user, **form.cleaned_data)
        except drafts.DraftConflict as conflict:
            return _conflict(request, conflict.current, form)
        except LifecycleRefusal as refusal:
            return _refused(request, refusal)
        return _onwards(request, draft, DraftStep.CONTENT)
    preview = preview_markdown(form["markdown"].value() or "")
    return _step(request, draft, DraftStep.CONTENT, {"form": form, "preview": preview})


@curator_required
@require_POST
def draft_preview(request: Request) -> HttpResponse:
    """How a text will read; nothing is saved."""
    preview = preview_markdown(request.POST.get("markdown", "")[:100_000])
    return render(request, "curation/_draft_preview.html", {"preview": preview})


@require_http_methods(["GET", "HEAD", "POST"])
@curator_required
def draft_metadata(request: Request, pk: UUID) -> HttpResponse:
    """Step 2: what must be known of the sheet."""
    draft = _get(pk)
    form = MetadataForm(request.POST or None, instance=draft)
    if request.method == "POST" and form.is_valid():
        try:
            draft = drafts.save_metadata(
                draft=_get(pk),
                version=form.cleaned_data["version"],
                metadata=form.metadata(),
                changed_by=request.user,
            )
        except drafts.DraftConflict as conflict:
            return _step(
                request,
                conflict.current,
                DraftStep.METADATA,
                {"form": form, "stored": reports.metadata_rows(conflict.current)},
                status=409,
            )
        except LifecycleRefusal as refusal:
            return _refused(request, refusal)
        return _onwards(request, draft, DraftStep.METADATA)
    return _step(request, draft, DraftStep.METADATA, {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@curator_required
def draft_test(request: Request, pk: UUID) -> HttpResponse:
    """Step 3: freeze the draft into a revision, see its parts as the search will, ask it."""
    draft = _get(pk)
    if request.method == "POST":
        try:
            drafts.freeze_draft(draft=draft, author=request.user)
        except (drafts.DraftIncomplete, LifecycleRefusal) as refusal:
            messages.error(request, str(refusal))
        except ParseRefusal as refusal:
            messages.error(request, refusal.reason)
        return redirect("curation:draft_test", pk=pk)
    question = request.GET.get("question", "").strip()[:1000]
    context: dict[str, object] = {
        "question": question,
        "frozen": draft.revision if draft.is_frozen else None,
    }
    if draft.is_frozen and draft.revision and question:
        context["places"] = reports.places_with(draft.revision, question)
    return _step(request, draft, DraftStep.TEST, context)


@require_http_methods(["GET", "HEAD", "POST"])
@curator_required
def draft_publication(request: Request, pk: UUID) -> HttpResponse:
    """Step 4: hand over to a second person, who publishes."""
    draft = _get(pk)
    if request.method == "POST":
        try:
            revision = drafts.submit_draft(draft=draft, submitted_by=request.user)
        except LifecycleRefusal as refusal:
            messages.error(request, str(refusal))
            return redirect("curation:draft_publication", pk=pk)
        messages.success(request, _("The revision awaits approval by another person."))
        return redirect("curation:revision_detail", pk=revision.pk)
    context: dict[str, object] = {"rows": reports.metadata_rows(draft)}
    return _step(request, draft, DraftStep.PUBLICATION, context)


@require_POST
@curator_required
def draft_give_up(request: Request, pk: UUID) -> HttpResponse:
    """Close a draft that will not be published."""
    try:
        drafts.give_up_draft(draft=_get(pk), given_up_by=request.user)
    except LifecycleRefusal as refusal:
        return _refused(request, refusal)
    messages.success(request, _("The draft is closed."))
    return redirect("curation:draft_list")


def _get(pk: UUID) -> SheetDraft:
    found = SheetDraft.objects.select_related(
        "changed_by", "revision__sheet", "completes", "desk", "departement"
    )
    return get_object_or_404(found, pk=pk)


def _step(
    request: Request,
    draft: SheetDraft,
    step: DraftStep,
    context: dict[str, object],
    status: int = 200,
) -> HttpResponse:
    form = context.get("form")
    if status == 200 and getattr(form, "is_bound", False):
        status = 422
    steps = list(DraftStep)
    around = {
        "draft": draft,
        "step": step,
        "number": steps.index(step) + 1,
        "count": len(steps),
        "next_step": steps[steps.index(step) + 1] if step != steps[-1] else None,
    }
    return render(request, TEMPLATES[step], around | context, status=status)


def _onwards(request: Request, draft: SheetDraft, step: DraftStep) -> HttpResponse:
    """The next step, or the same one after a mere save."""
    messages.success(request, _("Saved."))
    steps = list(DraftStep)
    target = step if "stay" in request.POST else steps[steps.index(step) + 1]
    return redirect(f"curation:draft_{target.value}", pk=draft.pk)


def _conflict(request: Request, current: SheetDraft, form: ContentForm) -> HttpResponse:
    """Both texts, nothing lost: what was sent stays in the field, what stands is beside it."""
    sent = form.cleaned_data["markdown"]
    context = {
        "draft": current,
        "form": form,
        "runs": word_differences(current.markdown, sent),
    }
    return render(request, "curation/draft_conflict.html", context, status=409)


def _refused(request: Request, refusal: LifecycleRefusal) -> HttpResponse:
    messages.error(request, str(refusal))
    return redirect("curation:draft_list")
