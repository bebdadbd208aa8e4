"""The tabs of a datanet's pages. They stand on the roof, so that no floor has to know what stands above it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django import template
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from apps.datanets.models import Datanet

register = template.Library()


@dataclass(frozen=True, slots=True)
class Tab:
    """One page of a datanet."""

    name: str | Promise
    url: str
    current: bool


#: Word by which a page says which tab it is, what it is called, and the name of its address.
PAGES: Sequence[tuple[str, Promise, str]] = (
    ("overview", _("Overview"), "net:overview"),
    ("items", _("Items"), "contributions:items"),
    ("needs", _("Needs"), "net:needs"),
    ("review", _("Review"), "curation:review-datanet"),
    ("versions", _("Versions"), "snapshots:versions"),
    ("rules", _("Rules and context"), "datanets:rules"),
    ("people", _("People"), "datanets:people"),
)


@register.inclusion_tag("_datanet_tabs.html")
def datanet_tabs(datanet: Datanet, current: str) -> dict[str, object]:
    """`{% datanet_tabs datanet "items" %}`. The community of the datanet has been read by then."""
    where = (datanet.community.slug, datanet.slug)
    return {"tabs": [Tab(name, reverse(view, args=where), word == current) for word, name, view in PAGES]}
