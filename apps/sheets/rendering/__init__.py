"""A revision as HTML, faithful to its source; needs no script."""

from apps.sheets.rendering.page import RenderedSheet, preview_markdown, render_sheet

__all__ = ["RenderedSheet", "preview_markdown", "render_sheet"]
