"""The contributions floor for programs: files by tus, records by the hundred, and what became of them."""
