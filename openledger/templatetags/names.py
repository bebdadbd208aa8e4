"""People by the names that the public has for them. `{% load names %}`."""

from collections.abc import Mapping

from django import template

register = template.Library()


@register.filter
def called(names: Mapping[str, str], public_id: str) -> str:
    """The name of a person out of those that the page asked for, or the bare id of somebody unknown."""
    return names.get(public_id, public_id)
