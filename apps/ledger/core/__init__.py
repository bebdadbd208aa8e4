"""Arithmetic of the book: numbers in, numbers out, tested without a database."""
