"""Reading across the tables of the snapshots floor."""
