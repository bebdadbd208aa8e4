"""The verbs of the people floor, and the only writers of its tables."""
