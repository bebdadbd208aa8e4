"""Models made from snapshots: their releases, and the training runs that make them."""
