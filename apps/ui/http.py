"""Answers to htmx."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers


def page_or_fragment(
    request: HttpRequest, template: str, fragment: str, context: dict[str, Any]
) -> HttpResponse:
    """Render `template`, or its partial named `fragment` when htmx asks for it."""
    wanted = f"{template}#{fragment}" if request.headers.get("HX-Request") else template
    response = render(request, wanted, context)
    patch_vary_headers(response, ["HX-Request"])
    return response
