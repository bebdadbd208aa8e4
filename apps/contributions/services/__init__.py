"""The verbs of the contributions floor."""
