"""Opening a datanet: its address, its first rules and context, and its owner, all in one act."""

from datetime import datetime
from typing import Final

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from apps.datanets import permissions
from apps.datanets.core import roles, schemas
from apps.datanets.core.contexts import ContextParts
from apps.datanets.models import Datanet, Steward
from apps.datanets.services import publishing
from apps.foundation import ids
from apps.foundation.errors import Conflict
from apps.people import permissions as people
from apps.people.core import names
from apps.people.core import states as people_states
from apps.people.models import Community, User
from apps.people.reports import communities
from apps.people.services import auditing, presence

#: How many datanets one community may have: an address is for good.
MOST_DATANETS: Final = 200


class AddressTaken(Conflict):
    """There is or was a datanet at that address."""

    code = "address_taken"


@transaction.atomic
def open_datanet(
    *,
    founder: User,
    community: Community,
    slug: str,
    title: str,
    purpose: str,
    guidelines: str,
    terms: publishing.Terms,
    now: datetime,
) -> Datanet:
    """Open a datanet for questions and answers. Whoever opens it owns it."""
    role = communities.role_of(community, founder)
    people.require(permissions.can_open_datanet(founder, role))
    presence.require_present(founder)
    _refuse_closed_or_full(community)
    datanet = _insert(
        Datanet(
            public_id=ids.new("dn", now=now),
            community=community,
            slug=names.read_slug(slug),
            title=names.read_name(title, field="title", most=names.TITLE_MOST),
            purpose=names.read_text(purpose, field="purpose", most=names.PURPOSE_MOST),
            opened_by=founder,
            opened_at=now,
        )
    )
    Steward.objects.create(datanet=datanet, user=founder, role=roles.OWNER, appointed_at=now)
    publishing.publish_rules(
        actor=founder,
        datanet=datanet,
        terms=terms,
        record_schema=schemas.QUESTION_ANSWER,
        holds_from=now,
        now=now,
    )
    publishing.publish_context(actor=founder, datanet=datanet, parts=ContextParts(guidelines), now=now)
    auditing.record_act(actor_id=founder.public_id, act="datanet.open", subject_id=datanet.public_id, now=now)
    return datanet


def _refuse_closed_or_full(community: Community) -> None:
    locked = Community.objects.select_for_update(no_key=True).get(pk=community.pk)
    if locked.state != people_states.OPEN:
        raise Conflict(_("This community is closed."))
    if Datanet.objects.filter(community=community).count() >= MOST_DATANETS:
        raise Conflict(_("A community has at most %(most)s datanets.") % {"most": MOST_DATANETS})


def _insert(datanet: Datanet) -> Datanet:
    try:
        with transaction.atomic():
            datanet.save(force_insert=True)
    except IntegrityError as error:
        if "datanets_datanet_address_once" not in str(error):
            raise
        raise AddressTaken(
            _("There is a datanet at that address. Please choose another."), fields={"/slug": "taken"}
        ) from error
    return datanet
