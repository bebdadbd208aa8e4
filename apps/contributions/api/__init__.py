"""The API of the contributions floor."""
