"""What the factory takes from its surroundings: the files of releases."""
