"""The verbs of the inference floor."""
