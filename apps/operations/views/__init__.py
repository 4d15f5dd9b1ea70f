"""Health and texts for all; the administrators' screens, one module for each subject."""
