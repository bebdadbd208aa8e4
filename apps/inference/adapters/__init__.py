"""What the inference floor takes from its surroundings."""
