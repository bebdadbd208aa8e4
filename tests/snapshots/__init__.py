"""Tests of the snapshots floor."""
