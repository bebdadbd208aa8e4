"""Arithmetic of calls: prices and the moves of a call, without a database."""
