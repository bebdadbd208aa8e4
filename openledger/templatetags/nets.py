"""What lists of datanets and of what was given show from floors above. `{% load nets %}`.

A page of a lower floor puts such a tag where the facts belong; the tag asks for all rows at once.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django import template
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from apps.contributions.reports.history import Wording
from apps.contributions.reports.listing import Given
from apps.datanets.models import Datanet
from apps.datanets.reports import finding, wording
from apps.people.core import roles
from apps.people.models import Community
from openledger.pages import net_figures, verdicts
from openledger.pages.net_figures import Figures
from openledger.pages.verdicts import Said

register = template.Library()

#: Whose author wants to know what was said.
AGAINST = ("changes_requested", "rejected")


@register.inclusion_tag("net/_table.html")
def datanet_table(datanets: Sequence[Datanet]) -> dict[str, object]:
    """A table of datanets, with how much there is in each and what its newest version is."""
    found = net_figures.figures_of([one.pk for one in datanets], at=timezone.now())
    figures = [found.get(one.pk, Figures()) for one in datanets]
    licences = [wording.licence_name(one.licence) for one in figures]
    return {"rows": list(zip(datanets, figures, licences, strict=True))}


@register.inclusion_tag("net/_of_community.html", takes_context=True)
def datanets_of(context: template.Context, community: Community, role: str | None) -> dict[str, object]:
    """The datanets of a community, for its page; whoever speaks for it is led to opening one."""
    return {
        "community": community,
        "datanets": finding.of_community(community, reader=context.get("user") or AnonymousUser()),
        "can_open": community.state == "open" and roles.is_at_least(role, roles.STEWARD),
    }


@register.simple_tag
def said_about(wordings: Sequence[Given] | Sequence[Wording]) -> Mapping[int, Sequence[Said]]:
    """What reviewers said about those of these that were sent back or rejected."""
    return verdicts.said_about([one.pk for one in wordings if one.state in AGAINST])


@register.filter
def of(found: Mapping[Any, Any], key: Any) -> Any:  # noqa: ANN401 - whatever a template looks up
    """What stands under a key; nothing if nothing does."""
    return found.get(key)
