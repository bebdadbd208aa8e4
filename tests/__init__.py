"""The tests of the house, arranged like the house."""
