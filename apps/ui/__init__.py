"""Additions to the design system, fragments, pagination."""
