"""Doors of the snapshots floor on the command line."""
