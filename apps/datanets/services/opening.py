"""Opening a datanet: its address, its first rules and context, and its owner, all in one act."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from apps.datanets import permissions
from apps.datanets.core import modalities, roles, schemas
from apps.datanets.core.contexts import ContextParts
from apps.datanets.models import Datanet, Steward
from apps.datanets.services import describing, publishing
from apps.datanets.services.describing import Description, Openness
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


FOR_EVERYBODY: Final = Openness()


@dataclass(frozen=True, slots=True)
class Beginning:
    """What a datanet begins with besides its name: what its items are, who may what, and what it goes back to.

    With a context of its own it needs no guidelines.
    """

    modality: str
    record_schema: Mapping[str, Any]
    domain: str = ""
    languages: Sequence[str] = ()
    openness: Openness = FOR_EVERYBODY
    context: ContextParts | None = None
    forked_from: Datanet | None = None
    forked_version: str = ""


QUESTIONS: Final = Beginning(modalities.TEXT, schemas.QUESTION_ANSWER)


@transaction.atomic
def open_datanet(  # noqa: PLR0913 - as many things as its form asks for
    *,
    founder: User,
    community: Community,
    slug: str,
    title: str,
    purpose: str,
    guidelines: str,
    terms: publishing.Terms,
    begin: Beginning = QUESTIONS,
    now: datetime,
) -> Datanet:
    """Open a datanet, for questions and answers unless it begins otherwise. Whoever opens it owns it."""
    role = communities.role_of(community, founder)
    people.require(permissions.can_open_datanet(founder, role))
    presence.require_present(founder)
    said = describing.read(description=Description(title, purpose, begin.domain, begin.languages))
    describing.check(to=begin.openness)
    _refuse_closed_or_full(community)
    datanet = _insert(
        Datanet(
            public_id=ids.new("dn", now=now),
            community=community,
            slug=names.read_slug(slug),
            title=said.title,
            purpose=said.purpose,
            domain=said.domain,
            languages=list(said.languages),
            modality=begin.modality,
            visibility=begin.openness.visibility,
            access=begin.openness.access,
            entry=begin.openness.entry,
            forked_from=begin.forked_from,
            forked_version=begin.forked_version,
            opened_by=founder,
            opened_at=now,
        )
    )
    Steward.objects.create(datanet=datanet, user=founder, role=roles.OWNER, appointed_at=now)
    _publish_first(datanet, founder, terms, begin, begin.context or ContextParts(guidelines), now=now)
    auditing.record_act(actor_id=founder.public_id, act="datanet.open", subject_id=datanet.public_id, now=now)
    return datanet


def _publish_first(
    datanet: Datanet,
    founder: User,
    terms: publishing.Terms,
    begin: Beginning,
    parts: ContextParts,
    *,
    now: datetime,
) -> None:
    publishing.publish_rules(
        actor=founder,
        datanet=datanet,
        terms=terms,
        record_schema=begin.record_schema,
        holds_from=now,
        now=now,
    )
    publishing.publish_context(actor=founder, datanet=datanet, parts=parts, now=now)


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
