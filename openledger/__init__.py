"""The roof: settings, doors and pages that wire the floors together; the only package that may import all of them."""

__version__ = "0.1.0"
