"""The verbs of the snapshots floor."""
