"""The verbs of the book. Each is one call of one function of the database, with its refusals given names."""
