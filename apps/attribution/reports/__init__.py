"""Reading across the tables of the attribution floor."""
