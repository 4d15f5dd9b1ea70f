"""Réponses types: approved, dated, suspended when a sheet changes."""
