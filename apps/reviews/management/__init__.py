"""Management commands of reviews."""
