"""One inbox per person."""
