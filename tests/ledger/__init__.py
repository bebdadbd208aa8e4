"""The book, tried as its users use it, as its owner might abuse it, and against a plain reference."""
