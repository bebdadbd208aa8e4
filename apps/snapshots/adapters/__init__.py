"""What the snapshots floor takes from its surroundings: the host's key, and files."""
