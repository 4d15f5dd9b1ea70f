"""Users, roles, desks, départements, sign-in."""
