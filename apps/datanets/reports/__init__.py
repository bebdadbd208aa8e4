"""Reading across the tables of the datanets floor."""
