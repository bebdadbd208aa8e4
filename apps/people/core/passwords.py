"""Bounds of a password. The least length and the list of common ones are Django's validators in the settings."""

from typing import Final

#: Hashing takes time with length; nobody types more.
MOST: Final = 200
