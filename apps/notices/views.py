"""The inbox of each person."""

from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from apps.accounts.http import Request
from apps.accounts.permissions import staff_required
from apps.notices.models import Notice
from apps.notices.services import mark_read


@require_safe
@staff_required
def notice_list(request: Request) -> HttpResponse:
    """What was sent to the person signed in, newest first."""
    notices = Notice.objects.filter(recipient=request.user)
    page = Paginator(notices, 20).get_page(request.GET.get("page"))
    return render(request, "notices/notice_list.html", {"page": page})


@require_POST
@staff_required
def notice_read(request: Request, pk: int) -> HttpResponseRedirect:
    """Mark a notice as read and open what it speaks of."""
    notice = get_object_or_404(Notice, pk=pk, recipient=request.user)
    mark_read(notice=notice)
    return redirect(notice.url or "notices:notice_list")
