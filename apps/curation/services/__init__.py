"""The verbs of the curation floor."""
