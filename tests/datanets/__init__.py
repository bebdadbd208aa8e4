"""Tests of the datanets floor."""
