"""What an operator does to people from the command line."""
