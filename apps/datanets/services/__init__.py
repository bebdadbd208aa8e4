"""The verbs of the datanets floor."""
