"""Supervisors and curators write réponses types, approve each other's, suspend and retire them."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from apps.accounts.http import Request
from apps.accounts.permissions import keeper_required
from apps.answering.masking import MaskedText
from apps.model_answers import services
from apps.model_answers.forms import ModelAnswerForm, ReasonForm, SourcesForm
from apps.model_answers.models import ModelAnswer
from apps.model_answers.reading import ModelAnswerReading
from apps.model_answers.services import ModelAnswerRefusal
from apps.sheets.models import Passage
from apps.sheets.search import Scope, current_reader, find_now

_FOUND = 8


@require_http_methods(["GET", "HEAD", "POST"])
@keeper_required
def model_answer_new(request: Request) -> HttpResponse:
    """Written directly, without an answer to start from."""
    return _editor(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
@keeper_required
def model_answer_edit(request: Request, pk: UUID) -> HttpResponse:
    """A new revision."""
    return _editor(request, _own(request, pk))


def _editor(request: Request, model_answer: ModelAnswer | None) -> HttpResponse:
    """The form; its buttons look for passages, add and remove them, save, or submit."""
    if request.method != "POST":
        form = ModelAnswerForm(initial=ModelAnswerForm.initial_for(request.user, model_answer))
        return _editor_page(request, model_answer, form, _passages_of(model_answer))
    acts = SourcesForm(request.POST)
    chosen = [int(key) for key in request.POST.getlist("source") if _is_key(key)]
    if acts.is_act:
        chosen, text = acts.after(chosen, request.POST.get("text", ""))
        typed = {name: request.POST.get(name, "") for name in ModelAnswerForm.base_fields}
        form = ModelAnswerForm(initial=typed | {"text": text})
        passages = _published(request, chosen)
        return _editor_page(request, model_answer, form, passages, sought=acts.sought)
    passages = _published(request, chosen)
    form = ModelAnswerForm(request.POST)
    if form.is_valid():
        try:
            return _saved(request, model_answer, form, passages)
        except ModelAnswerRefusal as refusal:
            form.add_error(None, str(refusal))
    return _editor_page(request, model_answer, form, passages, status=422)


def _saved(
    request: Request, former: ModelAnswer | None, form: ModelAnswerForm, passages: list[Passage]
) -> HttpResponse:
    """Raises ModelAnswerRefusal."""
    what: dict[str, Any] = {
        "author": request.user,
        "owner": form.cleaned_data["owner"],
        "review_due": form.cleaned_data["review_due"],
        "content": form.content(passages),
    }
    if former is None:
        model_answer = services.write_model_answer(**what)
    else:
        model_answer = services.revise_model_answer(model_answer=former, **what)
    if "submit" in request.POST:
        services.submit_model_answer(model_answer=model_answer, submitted_by=request.user)
        messages.success(request, _("Submitted: another person must approve it."))
    else:
        messages.success(request, _("Saved as a draft."))
    return redirect("model_answers:model_answer_detail", model_answer.pk)


def _editor_page(
    request: Request,
    model_answer: ModelAnswer | None,
    form: ModelAnswerForm,
    passages: list[Passage],
    *,
    sought: str = "",
    status: int = 200,
) -> HttpResponse:
    keys = {passage.pk for passage in passages}
    found = [one for one in _search(request, sought) if int(one.id) not in keys] if sought else []
    context = {
        "model_answer": model_answer,
        "form": form,
        "passages": passages,
        "sought": sought,
        "found": found,
    }
    return render(request, "model_answers/model_answer_edit.html", context, status=status)


def _search(request: Request, sought: str) -> list[Any]:
    understanding = current_reader().read(sought)
    return list(find_now(understanding, Scope(request.user)).passages[:_FOUND])


def _passages_of(model_answer: ModelAnswer | None) -> list[Passage]:
    """What the last revision quotes as published today; what is gone is left out."""
    if model_answer is None:
        return []
    return ModelAnswerReading(model_answer.current).successors or []


def _published(request: Request, keys: list[int]) -> list[Passage]:
    """The passages of these keys that are published and visible, in this order."""
    rows = Passage.objects.published().visible_to(request.user).filter(pk__in=keys)
    found = {row.pk: row for row in rows.select_related("revision__sheet")}
    return [found[key] for key in dict.fromkeys(keys) if key in found]


def _is_key(text: str) -> bool:
    return text.isdecimal() and len(text) < 19


def _own(request: Request, pk: UUID) -> ModelAnswer:
    visible = ModelAnswer.objects.visible_to(request.user).with_state()
    return get_object_or_404(visible, pk=pk)


@require_POST
@keeper_required
def model_answer_submit(request: Request, pk: UUID) -> HttpResponse:
    """Hands it over to a second person."""

    def act(model_answer: ModelAnswer) -> None:
        services.submit_model_answer(model_answer=model_answer, submitted_by=request.user)

    return _done(request, pk, act, _("Submitted: another person must approve it."))


@require_POST
@keeper_required
def model_answer_approve(request: Request, pk: UUID) -> HttpResponse:
    """*Valider*."""

    def act(model_answer: ModelAnswer) -> None:
        services.approve_model_answer(model_answer=model_answer, approver=request.user)

    return _done(request, pk, act, _("Approved: counsellors may insert it now."))


@require_POST
@keeper_required
def model_answer_restore(request: Request, pk: UUID) -> HttpResponse:
    """*Vérifier et rétablir*."""

    def act(model_answer: ModelAnswer) -> None:
        services.restore_model_answer(model_answer=model_answer, restored_by=request.user)

    return _done(request, pk, act, _("Checked and restored: counsellors may insert it again."))


@require_http_methods(["GET", "HEAD", "POST"])
@keeper_required
def model_answer_send_back(request: Request, pk: UUID) -> HttpResponse:
    """Back to its author, with why."""

    def act(model_answer: ModelAnswer, reason: MaskedText) -> None:
        services.send_back_model_answer(
            model_answer=model_answer, sent_back_by=request.user, reason=reason
        )

    return _with_reason(request, pk, act, gettext_lazy("Send back"))


@require_http_methods(["GET", "HEAD", "POST"])
@keeper_required
def model_answer_suspend(request: Request, pk: UUID) -> HttpResponse:
    """Out of what is offered, until somebody checks it."""

    def act(model_answer: ModelAnswer, reason: MaskedText) -> None:
        services.suspend_model_answer(
            model_answer=model_answer, suspended_by=request.user, reason=reason
        )

    return _with_reason(request, pk, act, gettext_lazy("Suspend"))


@require_http_methods(["GET", "HEAD", "POST"])
@keeper_required
def model_answer_retire(request: Request, pk: UUID) -> HttpResponse:
    """Out for good."""

    def act(model_answer: ModelAnswer, reason: MaskedText) -> None:
        services.retire_model_answer(
            model_answer=model_answer, retired_by=request.user, reason=reason
        )

    return _with_reason(request, pk, act, gettext_lazy("Retire"))


def _done(
    request: Request, pk: UUID, act: Callable[[ModelAnswer], None], said: str
) -> HttpResponse:
    try:
        act(_own(request, pk))
        messages.success(request, said)
    except ModelAnswerRefusal as refusal:
        messages.error(request, str(refusal))
    return redirect("model_answers:model_answer_detail", pk)


def _with_reason(
    request: Request, pk: UUID, act: Callable[[ModelAnswer, MaskedText], None], title: Promise
) -> HttpResponse:
    model_answer = _own(request, pk)
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        return _done(request, pk, lambda one: act(one, reason), _("Done."))
    context = {"model_answer": model_answer, "form": form, "title": title}
    status = 422 if form.is_bound else 200
    return render(request, "model_answers/model_answer_reason.html", context, status=status)
