"""Supervisors judge answers."""
