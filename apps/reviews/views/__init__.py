"""Pages of supervisors, and what counsellors read of the reviews of their answers."""
