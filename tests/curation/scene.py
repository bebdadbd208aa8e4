"""What the tests of curation begin with: a datanet with people in it, and ways to say things about its items."""

from datetime import datetime, timedelta
from typing import Final

from apps.contributions.models import Contribution, Item, Revision
from apps.contributions.services import deciding as contributions
from apps.contributions.services import submitting
from apps.contributions.services.admitting import Giver
from apps.curation.models import Lease, Review
from apps.curation.services import leasing, reviewing
from apps.datanets.models import Datanet
from apps.foundation import ids
from apps.people.models import Agent, User
from tests import thread, world
from tests.world import NOW

MINUTE: Final = timedelta(minutes=1)
FAR: Final = timedelta(days=365)


def net(owner: User, *members: User, min_reviews: int = 1, slug: str = "agri-africa") -> Datanet:
    """A datanet in a community of its own, decided by so many reviews and at most three."""
    place = world.community(owner, slug=slug)
    return thread.datanet(owner, community=place, members=members, min_reviews=min_reviews)


def people(count: int, *, name: str = "reviewer") -> list[User]:
    return [world.person(f"{name}-{number}x") for number in range(count)]


def given(author: User, of: Datanet, number: int = 0, *, now: datetime = NOW) -> Revision:
    """One of as many items as are needed."""
    return thread.item(author, of, question=f"What is to be known about number {number}?", now=now)


def given_through(agent: Agent, *, like: Revision) -> Revision:
    """An item of the same author and words that somebody's agent gave, whatever the service would say to that."""
    ways = {"datanet": like.item.datanet, "author": like.author}
    contribution = Contribution.objects.create(
        public_id=ids.new("ctb", now=NOW), rules=like.rules, agent=agent, licence="CC0-1.0", origin="own",
        submitted_at=NOW, request_key=f"{agent.public_id}-gave", request_hash=bytes(32), **ways,
    )  # fmt: skip
    item = Item.objects.create(
        public_id=ids.new("itm", now=NOW), contribution=contribution, given_at=NOW, **ways
    )
    return Revision.objects.create(
        public_id=ids.new("rev", now=NOW), item=item, contribution=contribution, rules=like.rules,
        author=like.author, content_hash=like.content_hash, submitted_at=NOW,
    )  # fmt: skip


def refined(by: User, revision: Revision, *, now: datetime = NOW) -> Revision:
    """A better wording of what was accepted."""
    record = {"question": thread.QUESTION, "answer": f"A better answer than before, given by {by.pseudonym}."}
    request = thread.asked(f"refine-{revision.pk}-{by.pk}")
    contribution = submitting.refine(
        giver=Giver(by),
        revision=revision,
        record=record,
        provenance=thread.own(now=now),
        request=request,
        now=now,
    )
    return Revision.objects.get(contribution=contribution)


def accepted(revision: Revision, *, now: datetime = NOW) -> Revision:
    """As if it had been reviewed, where who reviewed it does not matter."""
    return contributions.accept(revision=Revision.objects.get(pk=revision.pk), now=now)


def asked(person: User, of: Datanet | None = None, *, now: datetime = NOW) -> Revision | None:
    """What somebody is asked about."""
    held = leasing.lease(reviewer=person, datanet=of, now=now)
    return held.revision if held is not None else None


def leased(person: User, revision: Revision, *, now: datetime = NOW) -> Lease:
    """A lease on just this one, however the lots would have fallen."""
    ends = now + 15 * MINUTE
    return Lease.objects.create(revision=revision, reviewer=person, leased_at=now, expires_at=ends)


def said(person: User, revision: Revision, verdict: str = "accept", *, now: datetime = NOW) -> Review:
    """A review with whatever that verdict needs."""
    leased(person, revision, now=now)
    against = {"reason": "unclear", "note": "Shorter sentences, please."} if verdict != "accept" else {}
    return reviewing.review(reviewer=person, revision=revision, verdict=verdict, **against, now=now)
