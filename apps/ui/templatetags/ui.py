"""Tags of the frame: menu, footer links, page numbers."""

from collections.abc import Iterator

from django import template
from django.core.paginator import Page
from django.template.context import Context

from apps.ui.context import is_neutral
from apps.ui.navigation import DUTY, Entry, menu, served

register = template.Library()
register.simple_tag(is_neutral)


@register.inclusion_tag("ui/_navigation.html", takes_context=True)
def navigation(context: Context) -> dict[str, list[Entry]]:
    """The main menu of the person signed in."""
    return {"entries": menu(context.get("user"), context["request"].path)}


@register.simple_tag(takes_context=True)
def duty_links(context: Context) -> list[Entry]:
    """The links that every public service owes its users, for the footer."""
    return [Entry(page.label, url) for page, url in served(DUTY, context.get("user"))]


@register.simple_tag
def elided_pages(page: "Page[object]") -> Iterator[int | str]:
    """Page numbers around the current one, with ellipses."""
    return page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)


@register.simple_tag(takes_context=True)
def address_with(context: Context, name: str, value: str) -> str:
    """This page's address with one parameter changed, or without it when `value` is empty; the
    list starts again at its first page."""
    parameters = context["request"].GET.copy()
    parameters.pop("page", None)
    parameters.pop(name, None)
    if value:
        parameters[name] = value
    return f"{context['request'].path}?{parameters.urlencode()}"
