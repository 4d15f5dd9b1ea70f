"""The only place that speaks to a model: drafter, rewriter, embedder, reranker, health."""
