"""Forking: a datanet that begins as another did, with its rules, its schema and its context, and keeps its name.

No item is taken along: what was given stays where it was given, and under whose name.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from apps.datanets import permissions
from apps.datanets.models import Datanet
from apps.datanets.reports import standing
from apps.datanets.services import opening, publishing
from apps.datanets.services.describing import Openness
from apps.datanets.services.opening import Beginning
from apps.foundation.errors import Conflict
from apps.people.models import Community, User
from apps.snapshots.core import states
from apps.snapshots.models import Snapshot


class NotForkable(Conflict):
    """A fork begins with a version that stands."""

    code = "not_forkable"


@dataclass(frozen=True, slots=True)
class Named:
    """What the fork is called, and whose it will be."""

    community: Community
    slug: str
    title: str


@transaction.atomic
def fork(*, founder: User, snapshot: Snapshot, named: Named, now: datetime) -> Datanet:
    """Open it. It is found, read and given to as the other is, so that nothing private gets out by a copy."""
    origin = snapshot.datanet
    permissions.require_read(standing.standing_of(origin, founder))
    if snapshot.state not in states.USABLE:
        raise NotForkable(_("That version is not published, or was yanked. Choose another one."))
    return opening.open_datanet(
        founder=founder,
        community=named.community,
        slug=named.slug,
        title=named.title,
        purpose=origin.purpose,
        guidelines="",
        terms=publishing.terms_of(rules=snapshot.rules),
        begin=Beginning(
            modality=origin.modality,
            record_schema=snapshot.rules.record_schema,
            domain=origin.domain,
            languages=origin.languages,
            openness=Openness(origin.visibility, origin.access, origin.entry),
            context=snapshot.context.parts,
            forked_from=origin,
            forked_version=snapshot.version,
        ),
        now=now,
    )
