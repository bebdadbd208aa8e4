"""What templates need to show bytes that a record names. `{% load files %}`."""

from typing import Final

from django import template

from apps.contributions.adapters import blobs

EXCERPT_MOST: Final = 2_000
register = template.Library()


@register.filter
def excerpt(sha256: str) -> str:
    """How the words of a document begin; nothing where it has none."""
    return blobs.words_of(sha256, most=EXCERPT_MOST)
