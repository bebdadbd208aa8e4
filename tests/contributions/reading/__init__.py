"""Tests: files that people send, beyond what is pure about reading them."""
