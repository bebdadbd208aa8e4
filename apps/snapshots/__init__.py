"""Frozen, verifiable versions of a datanet, and the files that they are exported to."""
