"""Tests of the inference floor."""
