"""Forms of operations, one module for each subject."""
