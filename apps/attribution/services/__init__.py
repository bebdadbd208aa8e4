"""The verbs of the attribution floor."""
