"""The verbs of the factory floor."""
