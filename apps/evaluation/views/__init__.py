"""Supervisors keep evaluation sets, run them, compare, decide on releases."""
