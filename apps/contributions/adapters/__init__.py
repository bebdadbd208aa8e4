"""What the contributions floor keeps outside of the database: bytes, by their hash."""
