"""Ways to the outside of the contributions floor: the process in which files are read that could hurt their reader."""
