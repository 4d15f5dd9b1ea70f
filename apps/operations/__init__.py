"""Health, demonstration data, the Journal: what keeps the service running."""
