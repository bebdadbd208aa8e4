"""How much each item counted: weight runs of snapshots, and traces of calls."""
