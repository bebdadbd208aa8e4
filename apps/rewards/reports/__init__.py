"""Reading across the tables of the rewards floor."""
