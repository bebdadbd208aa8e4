"""What the curation floor takes from its surroundings."""
