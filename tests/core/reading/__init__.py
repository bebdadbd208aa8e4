"""Tests: files of every form, and hostile ones, read without a database."""
