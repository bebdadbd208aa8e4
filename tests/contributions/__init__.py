"""Tests of the contributions floor."""
