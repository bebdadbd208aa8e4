"""Words that people wrote in Markdown, and fields in plain words, as a page shows them. `{% load prose %}`."""

from django import template
from django.utils.safestring import SafeString, mark_safe

from apps.datanets.core import markdown as rendering
from apps.datanets.core.schemas import Part
from apps.datanets.reports import wording

register = template.Library()


@register.filter
def markdown(text: str) -> SafeString:
    """Cleaned of everything that could do harm: no raw HTML, no images, links to the open web only."""
    return mark_safe(rendering.render(text))  # noqa: S308 - cleaned by the renderer


@register.filter
def plain(text: str) -> str:
    """The words without their marks."""
    return rendering.plain(text)


@register.filter
def in_words(part: Part) -> str:
    """What a field takes: `8 to 500 letters`."""
    return wording.part_in_words(part)
