"""Datanets by their address, and lists of them."""

from collections.abc import Sequence

from django.db.models import Q, QuerySet

from apps.datanets.core import states
from apps.datanets.models import Datanet
from apps.datanets.reports import seeing
from apps.people import permissions as people
from apps.people.core import roles
from apps.people.core import states as people_states
from apps.people.models import Community, User
from apps.people.reports import pages

#: So many words of a query are looked for; whoever types more means these.
MOST_WORDS = 5
MOST_QUERY = 200


def datanet_at(community: str, slug: str) -> Datanet | None:
    """The datanet at `/d/<community>/<slug>/`."""
    found = Datanet.objects.select_related("community").filter(community__slug=community, slug=slug)
    return found.first()


def datanet_with_id(public_id: str) -> Datanet | None:
    return Datanet.objects.select_related("community").filter(public_id=public_id).first()


def address_of(datanet: Datanet) -> str:
    """`python-docs/help-topics`: how people and programs name it."""
    return f"{datanet.community.slug}/{datanet.slug}"


def words_of(query: str) -> list[str]:
    """What is looked for, word by word."""
    return query[:MOST_QUERY].split()[:MOST_WORDS]


def with_words(rows: QuerySet[Datanet], query: str) -> QuerySet[Datanet]:
    """Those of them that have every word of the query somewhere."""
    for word in words_of(query):
        rows = rows.filter(
            Q(title__icontains=word)
            | Q(purpose__icontains=word)
            | Q(domain__icontains=word)
            | Q(slug__icontains=word)
            | Q(community__title__icontains=word)
            | Q(community__slug__icontains=word)
        )
    return rows


def of_community(community: Community, *, reader: people.Actor) -> list[Datanet]:
    """The open datanets of one community that are listed for them, the oldest first: there are few."""
    rows = seeing.listed(reader).filter(community=community, state=states.OPEN)
    return list(rows.select_related("community").order_by("public_id")[: pages.LENGTH])


def owners_of(community: int) -> list[User]:
    """Who owns a community, the first of them first."""
    rows = User.objects.filter(memberships__community=community, memberships__role=roles.OWNER)
    return list(
        rows.filter(state=people_states.ACTIVE).order_by("memberships__joined_at", "pk")[: pages.LENGTH]
    )


def homes_for(person: User) -> Sequence[Community]:
    """Where this person may open a datanet: the communities that they speak for."""
    rows = Community.objects.filter(
        state=people_states.OPEN, memberships__user=person, memberships__role__in=roles.CURATING
    )
    return list(rows.order_by("title", "pk")[: pages.LENGTH])
