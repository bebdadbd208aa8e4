"""Arithmetic of datanets: names, record schemas and the numbers of rules, without a database."""
