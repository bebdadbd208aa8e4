"""Reading across the tables of the inference floor."""
