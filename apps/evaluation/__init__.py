"""Golden questions and the evaluate command."""
