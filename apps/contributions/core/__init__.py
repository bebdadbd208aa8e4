"""Arithmetic of what is given: checks, features and the moves of a revision, without a database."""
