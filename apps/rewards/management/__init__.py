"""Commands of the rewards floor."""
