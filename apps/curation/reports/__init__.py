"""Reading across the tables of the curation floor."""
