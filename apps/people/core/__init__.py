"""Arithmetic of the people floor: names, keys, scopes, roles and times, without a framework, clock or
database.
"""
