"""Reading across the tables of the factory floor."""
