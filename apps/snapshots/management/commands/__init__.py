"""Commands of the snapshots floor."""
