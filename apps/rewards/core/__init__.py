"""Arithmetic of sharing out: the settlement plan, without a database."""
