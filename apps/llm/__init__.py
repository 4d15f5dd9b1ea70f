"""The only place that speaks to a model."""
