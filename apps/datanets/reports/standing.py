"""What somebody is to a datanet, read in one query, for the predicates of `permissions`."""

from collections.abc import Mapping
from typing import Final

from django.db.models import Model, OuterRef, Subquery
from django.utils.translation import gettext as _

from apps.datanets.core import openness
from apps.datanets.models import Datanet, Standing, Steward
from apps.foundation.errors import Missing
from apps.people import permissions as people
from apps.people.models import Membership, User

ROLES: Final = ("in_community", "steward_role")


class NoSuchDatanet(Missing):
    """Nothing was ever opened at that address, or nothing that this person is told of."""

    code = "no_such_datanet"


def standing_of(datanet: Datanet, person: people.Actor) -> Standing:
    """A stranger stands nowhere."""
    if not isinstance(person, User):
        return Standing(datanet=datanet)
    row = Datanet.objects.filter(pk=datanet.pk).annotate(**roles_of(person)).values(*ROLES).get()
    return _standing(datanet, person, row)


def at(community: str, slug: str, person: people.Actor) -> Standing:
    """What somebody is to the datanet at `/d/<community>/<slug>/`, with the datanet and its community.

    A private one of others is not there, the same as one that was never opened.
    """
    rows = Datanet.objects.select_related("community").filter(community__slug=community, slug=slug)
    found = rows.annotate(**roles_of(person)).first()
    if found is None:
        raise missing()
    return met_in(found, found, person)


def met_in(row: Model, datanet: Datanet, person: people.Actor) -> Standing:
    """The same from a row that was read with `roles_of`, and leads to a datanet."""
    met = _standing(datanet, person, {name: getattr(row, name) for name in ROLES})
    if not openness.is_seen(datanet.visibility, belongs=met.belongs):
        raise missing()
    return met


def roles_of(person: people.Actor, *, of: str = "") -> dict[str, Subquery]:
    """What has to be read along with rows that lead to a datanet by this path, such as `datanet__`."""
    reader = person if isinstance(person, User) else None
    membership = Membership.objects.filter(community=OuterRef(f"{of}community"), user=reader)
    stewardship = Steward.objects.filter(datanet=OuterRef(f"{of}pk"), user=reader)
    return {
        "in_community": Subquery(membership.values("role")[:1]),
        "steward_role": Subquery(stewardship.values("role")[:1]),
    }


def missing() -> NoSuchDatanet:
    return NoSuchDatanet(_("There is no datanet at this address."))


def _standing(datanet: Datanet, person: people.Actor, roles: Mapping[str, str | None]) -> Standing:
    return Standing(
        datanet=datanet,
        is_present=people.is_present(person),
        in_community=roles["in_community"],
        role=roles["steward_role"],
    )
