"""Arithmetic of models: retrieval, quoting, and the moves of a run, without a database."""
