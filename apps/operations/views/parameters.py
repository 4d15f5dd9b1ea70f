"""*Paramètres*: settings, texts and banners that administrators change without a deployment."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.accounts.http import Request
from apps.accounts.permissions import administrator_required
from apps.operations import services
from apps.operations.adjustable import ADJUSTABLE
from apps.operations.enums import TextName
from apps.operations.forms.parameters import BannerForm, SettingForm, TextForm
from apps.operations.models import Banner, TextVersion
from apps.operations.reports import SettingInForce, settings_in_force, text_in_force
from apps.operations.texts import as_html


@require_safe
@administrator_required
def setting_list(request: Request) -> HttpResponse:
    """Each setting with its value and its last changes."""
    return _settings_page(request, settings_in_force())


@require_POST
@administrator_required
def setting_change(request: Request, name: str) -> HttpResponse:
    """Give a setting a value; an empty field gives back the environment's."""
    if name not in ADJUSTABLE:
        raise Http404
    form = SettingForm(request.POST, setting=ADJUSTABLE[name])
    if form.is_valid():
        try:
            services.change_setting(
                name=name, value=form.cleaned_data["value"], changed_by=request.user
            )
        except services.ValueRefused as refusal:
            form.add_error("value", str(refusal))
        else:
            messages.success(request, _("Changed: in force everywhere within a minute."))
            return redirect("operations:setting_list")
    return _settings_page(request, settings_in_force(), refused=name, form=form)


@require_safe
@administrator_required
def text_list(request: Request) -> HttpResponse:
    """The texts that may be edited."""
    last = TextVersion.objects.select_related("changed_by").order_by("name", "-pk").distinct("name")
    versions = {version.name: version for version in last}
    texts = [(name, versions.get(name)) for name in TextName]
    return render(request, "operations/text_list.html", {"texts": texts})


@require_http_methods(["GET", "HEAD", "POST"])
@administrator_required
def text_edit(request: Request, name: str) -> HttpResponse:
    """Edit a text: *Voir l'aperçu* shows it without keeping anything."""
    if name not in TextName:
        raise Http404
    current = text_in_force(name, "fr")
    form = TextForm(request.POST or None, initial={"source": current})
    is_saved = request.method == "POST" and "preview" not in request.POST
    if is_saved and form.is_valid():
        services.change_text(
            name=TextName(name), source=form.cleaned_data["source"], changed_by=request.user
        )
        messages.success(request, _("Saved: in force everywhere within a minute."))
        return redirect("operations:text_edit", name=name)
    versions = TextVersion.objects.filter(name=name).select_related("changed_by")
    context = {
        "form": form,
        "name": TextName(name),
        "preview": as_html(form["source"].value() or ""),
        "page": Paginator(versions, 10).get_page(request.GET.get("page")),
    }
    status = 422 if is_saved else 200
    return render(request, "operations/text_edit.html", context, status=status)


@require_POST
@administrator_required
def text_restore(request: Request, name: str, pk: int) -> HttpResponse:
    """Put a former version in force again, as a new one."""
    version = get_object_or_404(TextVersion, name=name, pk=pk)
    services.change_text(name=TextName(name), source=version.source, changed_by=request.user)
    messages.success(request, _("Restored: in force everywhere within a minute."))
    return redirect("operations:text_edit", name=name)


@require_http_methods(["GET", "HEAD", "POST"])
@administrator_required
def banner_list(request: Request) -> HttpResponse:
    """Banners, newest first; announce another."""
    form = BannerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.announce(**form.cleaned_data, announced_by=request.user)
        except services.ValueRefused as refusal:
            form.add_error("ends_at", str(refusal))
        else:
            messages.success(request, _("Announced."))
            return redirect("operations:banner_list")
    banners = Banner.objects.select_related("created_by")
    page = Paginator(banners, 20).get_page(request.GET.get("page"))
    status = 422 if form.is_bound else 200
    context = {"form": form, "page": page}
    return render(request, "operations/banner_list.html", context, status=status)


@require_POST
@administrator_required
def banner_end(request: Request, pk: int) -> HttpResponse:
    """Take a banner away, and open the service again."""
    services.end_banner(banner=get_object_or_404(Banner, pk=pk), ended_by=request.user)
    messages.success(request, _("The banner is gone."))
    return redirect("operations:banner_list")


def _settings_page(
    request: Request,
    settings: list[SettingInForce],
    refused: str = "",
    form: SettingForm | None = None,
) -> HttpResponse:
    context = {"settings": settings, "refused": refused, "form": form}
    return render(request, "operations/setting_list.html", context, status=422 if refused else 200)
