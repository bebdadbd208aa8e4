"""What somebody is to a datanet, read in one query, for the predicates of `permissions`."""

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _

from apps.datanets.core import openness
from apps.datanets.models import Datanet, Standing, Steward
from apps.foundation.errors import Missing
from apps.people import permissions as people
from apps.people.models import Membership, User


class NoSuchDatanet(Missing):
    """Nothing was ever opened at that address, or nothing that this person is told of."""

    code = "no_such_datanet"


def standing_of(datanet: Datanet, person: people.Actor) -> Standing:
    """A stranger stands nowhere."""
    if not isinstance(person, User):
        return Standing(datanet=datanet)
    return _standing(datanet, _with_roles(Datanet.objects.filter(pk=datanet.pk), person).get(), person)


def at(community: str, slug: str, person: people.Actor) -> Standing:
    """What somebody is to the datanet at `/d/<community>/<slug>/`, with the datanet and its community.

    A private one of others is not there, the same as one that was never opened.
    """
    rows = Datanet.objects.select_related("community").filter(community__slug=community, slug=slug)
    found = (_with_roles(rows, person) if isinstance(person, User) else rows).first()
    if found is not None:
        met = _standing(found, found, person) if isinstance(person, User) else Standing(datanet=found)
        if openness.is_seen(found.visibility, belongs=met.belongs):
            return met
    raise NoSuchDatanet(_("There is no datanet at this address."))


def _with_roles(rows: "QuerySet[Datanet]", person: User) -> "QuerySet[Datanet]":
    membership = Membership.objects.filter(community=OuterRef("community"), user=person)
    stewardship = Steward.objects.filter(datanet=OuterRef("pk"), user=person)
    return rows.annotate(
        in_community=Subquery(membership.values("role")[:1]),
        steward_role=Subquery(stewardship.values("role")[:1]),
    )


def _standing(datanet: Datanet, read: Datanet, person: User) -> Standing:
    return Standing(
        datanet=datanet,
        is_present=people.is_present(person),
        in_community=getattr(read, "in_community", None),
        role=getattr(read, "steward_role", None),
    )
