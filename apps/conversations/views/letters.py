"""*Expliquer un courrier*: read by rules, masked first, never stored."""

from django.core.files.uploadhandler import MemoryFileUploadHandler
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_POST

from apps.accounts.http import Request
from apps.accounts.permissions import counsellor_required
from apps.answering.letters import read_letter
from apps.conversations.forms import LetterForm
from apps.conversations.models import Conversation
from apps.sheets.search import current_reader, search_sheets

_SHEETS = 3


@counsellor_required
@csrf_exempt  # checked by `_letter`, once it is settled that no upload goes to the disk
def letter(request: Request) -> HttpResponse:
    """The form, and what the letter says."""
    request.upload_handlers = [MemoryFileUploadHandler(request)]
    return _letter(request)


@csrf_protect
@require_http_methods(["GET", "POST"])
def _letter(request: Request) -> HttpResponse:
    if request.method == "GET":
        return _page(request, LetterForm())
    form = LetterForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, form, status=422)
    masked = form.prepared.masked
    reading = read_letter(masked)
    understanding = current_reader().read(reading.query)
    return _page(
        request,
        form,
        reading=reading,
        masked_text=masked.text,
        sheets=search_sheets(understanding, request.user, limit=_SHEETS),
    )


def _page(request: Request, form: LetterForm, status: int = 200, **more: object) -> HttpResponse:
    context = {"form": form, **more}
    return render(request, "conversations/letter.html", context, status=status)


@counsellor_required
@require_POST
def letter_question(request: Request) -> HttpResponse:
    """A new question prefilled with what the letter asks; nothing is sent yet."""
    recent = Conversation.objects.owned_by(request.user)[:3]
    context = {"recent": recent, "text": request.POST.get("text", "")}
    return render(request, "conversations/question_new.html", context)
