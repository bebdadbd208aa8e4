"""The demo world: people, keys and money to try the site with, made through services like everything else."""
