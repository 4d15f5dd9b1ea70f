"""Quality figures: aggregated by week, shown without ever showing fewer than five people."""
