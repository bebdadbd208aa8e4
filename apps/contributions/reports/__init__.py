"""Reading across the tables of the contributions floor."""
