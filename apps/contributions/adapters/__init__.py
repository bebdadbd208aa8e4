"""What stands outside of the database: bytes by their hash, and the benchmark questions of the operator."""
