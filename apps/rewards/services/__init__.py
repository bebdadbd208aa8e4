"""The verbs of the rewards floor."""
