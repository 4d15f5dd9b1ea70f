"""Sheets, revisions, passages: parsing, search, reading pages."""
