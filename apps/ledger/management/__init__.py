"""Doors of the book on the command line."""
