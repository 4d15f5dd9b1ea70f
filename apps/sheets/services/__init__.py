"""Changes to sheets: their import, and the life of their revisions."""
