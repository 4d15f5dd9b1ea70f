"""The curators' screens, one module for each subject."""
