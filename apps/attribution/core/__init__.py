"""Arithmetic of counting: quality, novelty, weights and traces, without a database."""
