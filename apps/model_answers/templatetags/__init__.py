"""Tags of réponses types."""
