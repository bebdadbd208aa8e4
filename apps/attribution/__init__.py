"""How much each item counted: in a snapshot by weight runs, in one call by traces."""
