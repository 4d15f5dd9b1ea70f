"""Recognisers of personal data: functions from a plain text to spans, none of which uses the
network; `engine.py` runs them all through presidio."""
