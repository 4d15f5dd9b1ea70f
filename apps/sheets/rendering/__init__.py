"""A revision as HTML, faithful to its source; needs no script."""

from apps.sheets.rendering.page import RenderedSheet, render_sheet

__all__ = ["RenderedSheet", "render_sheet"]
