"""*Banc d'essai*: a question asked of published sheets, of a revision or of a draft."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from apps.accounts.http import Request
from apps.accounts.permissions import curator_required
from apps.answering.prepare import RequestRefused, prepare
from apps.curation.bench import try_question
from apps.curation.bench_forms import BenchForm


@curator_required
@require_http_methods(["GET", "HEAD", "POST"])
def test_bench(request: Request) -> HttpResponse:
    """Passages with their scores, the answer and its checks; `?revision=` fills the form."""
    form = BenchForm(request.POST or None, initial={"revision": request.GET.get("revision")})
    trial = None
    if request.method == "POST" and form.is_valid():
        try:
            masked = prepare(form.cleaned_data["question"]).masked
        except RequestRefused as refusal:
            form.add_error("question", refusal.message)
        else:
            revision = form.cleaned_data["revision"]
            trial = try_question(
                masked,
                revision_id=revision.pk if revision else None,
                is_alone=form.cleaned_data["is_alone"],
            )
    status = 422 if form.is_bound and trial is None else 200
    context = {"form": form, "trial": trial}
    return render(request, "curation/test_bench.html", context, status=status)
