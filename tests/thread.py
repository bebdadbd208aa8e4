"""Builders of the long thread, from a datanet to a paid call. Each step is made by the services that make it."""

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final

from apps.attribution import tasks as attribution_tasks
from apps.contributions.models import Revision, Upload
from apps.contributions.services import consenting, receiving, submitting
from apps.contributions.services.admitting import Giver, Provenance
from apps.contributions.services.receiving import Announced
from apps.curation.core import limits
from apps.curation.models import Lease
from apps.curation.reports import queue
from apps.curation.services import deciding, reviewing
from apps.datanets.models import Datanet, Need
from apps.datanets.services import opening
from apps.datanets.services.publishing import Terms
from apps.factory.models import Model, Release
from apps.factory.services import modelling, training
from apps.foundation.idempotency import Request
from apps.foundation.money import Amount
from apps.inference.models import Offer
from apps.inference.services import gateway, offering
from apps.inference.services.calling import Caller
from apps.inference.services.gateway import Served
from apps.ledger.rails import Receipt
from apps.ledger.services import topping_up
from apps.people.models import Agent, Community, User
from apps.people.services import communities
from apps.snapshots.models import Snapshot
from apps.snapshots.services import freezing
from tests import world
from tests.world import NOW

GUIDELINES: Final = "A good answer says what to do, and why. A bad one only says that it depends."
QUESTION: Final = "When should maize be top-dressed with nitrogen?"
ANSWER: Final = (
    "Top-dress maize when it stands knee high, about four to five weeks after planting. "
    "Put the fertiliser beside the rows, not on the leaves, and do it before rain is expected."
)
#: Reads as a token of another host, so that a check holds back what holds it.
KEY: Final = "ghp_" + "q8Zr3Tn5Lk2Wv9Xb7Hc4Jd6Fg1Ys0Pm8Qa3E"
LATER: Final = timedelta(minutes=5)


def asked(key: str, body: str = "") -> Request:
    """A request under a key."""
    return Request.read(f"request-{key}", scope="test", body=(body or key).encode())


def datanet(
    owner: User,
    *,
    community: Community,
    members: Sequence[User] = (),
    slug: str = "agronomy",
    min_reviews: int = 1,
    now: datetime = NOW,
) -> Datanet:
    """A datanet whose community these people have joined."""
    for person in members:
        communities.join(user=person, community=community, now=NOW)
    return opening.open_datanet(
        founder=owner,
        community=community,
        slug=slug,
        title="Agronomy",
        purpose="Questions of farmers, with answers that they can use.",
        guidelines=GUIDELINES,
        terms=Terms(min_reviews=min_reviews, max_reviews=max(3, min_reviews)),
        now=now,
    )


def own(*, now: datetime = NOW, **said: Any) -> Provenance:
    """Somebody's own work, unless more is said, and the text agreed to."""
    return Provenance(consent=consenting.current(now=now), **said)


def item(
    author: User,
    of: Datanet,
    *,
    question: str = QUESTION,
    answer: str = ANSWER,
    need: Need | None = None,
    now: datetime = NOW,
) -> Revision:
    """Something that somebody gave, for a need if they said so."""
    contribution = submitting.submit(
        giver=Giver(author),
        datanet=of,
        provenance=replace(own(now=now), need=need),
        record={"question": question, "answer": answer},
        request=asked(hashlib.sha256(f"{author.pk}-{question}-{answer}".encode()).hexdigest()),
        now=now,
    )
    return Revision.objects.get(contribution=contribution)


def announced(author: User, of: Datanet, *, group: str = "", now: datetime = NOW) -> Upload:
    """A file of which no byte has arrived."""
    return receiving.begin(
        giver=Giver(author),
        datanet=of,
        announced=Announced(path="maize.csv", size=1_000, group=group),
        provenance=own(now=now),
        now=now,
    )


def reviewed(
    revision: Revision,
    by: User,
    *,
    verdict: str = "accept",
    reason: str = "",
    note: str = "",
    now: datetime = NOW,
) -> Revision:
    """Somebody was asked about it, said this, and it was decided if that was enough."""
    # The draw is left out: which of several it deals is chance, and a story asks about this one.
    assert queue.waiting_for(by, now=now).filter(pk=revision.pk).exists()
    Lease.objects.create(revision=revision, reviewer=by, leased_at=now, expires_at=now + limits.LEASE_FOR)
    reviewing.review(reviewer=by, revision=revision, verdict=verdict, reason=reason, note=note, now=now)
    deciding.decide(revision_id=revision.pk, now=now)
    revision.refresh_from_db()
    return revision


def published(owner: User, of: Datanet, *, now: datetime = NOW + LATER) -> Snapshot:
    """A version with everything that was accepted."""
    proposal = freezing.propose(actor=owner, datanet=of, cutoff=now, now=now)
    return freezing.publish(actor=owner, snapshot=proposal, now=now)


def weighed() -> None:
    """What a worker does about every snapshot."""
    attribution_tasks.weigh_due_snapshots()


def released(
    builder: User, snapshot: Snapshot, *, slug: str = "agro-assist", now: datetime = NOW + LATER
) -> Release:
    """A model that quotes the snapshot."""
    model = modelling.open_model(
        builder=builder, community=snapshot.datanet.community, slug=slug, title="Agro assist", now=now
    )
    return trained(builder, model, snapshot, now=now)


def trained(builder: User, model: Model, snapshot: Snapshot, *, now: datetime = NOW + LATER) -> Release:
    """What a worker does about a run that was asked for."""
    training.request_training(actor=builder, model=model, snapshot=snapshot, now=now)
    run = training.claim_due(now=now)
    assert run is not None
    return training.train(run=run, now=now)


def offered(
    release: Release, *, price: int = 10_000, metered: int = 1_000, now: datetime = NOW + LATER
) -> Offer:
    """The release, run by its builder."""
    return offering.offer(
        operator=release.model.builder,
        release=release,
        price=Amount(price),
        metered=Amount(metered),
        now=now,
    )


def funded(person: User, *, micro: int = 1_000_000, now: datetime = NOW) -> User:
    """Somebody who paid by a rail."""
    topping_up.receive(
        receipt=Receipt(
            rail="test",
            reference=f"{person.public_id}-{micro}",
            person=person.public_id,
            amount=Amount(micro),
        ),
        now=now,
    )
    return person


def called(
    caller: User,
    offer: Offer,
    *,
    agent: Agent | None = None,
    prompt: str = QUESTION,
    key: str = "1",
    now: datetime = NOW + 2 * LATER,
) -> Served:
    """A question that was paid for."""
    return gateway.serve(
        caller=Caller(caller, agent),
        model=f"{offer.model.community.slug}/{offer.model.slug}",
        prompt=prompt,
        request=asked(key, prompt),
        now=now,
    )


def ready_to_call() -> Offer:
    """Everything up to an offer, with people of its own, of a version that is weighed."""
    curator, author, builder = (world.person(name) for name in ("ada", "benno", "chidi"))
    net = datanet(curator, community=world.community(curator, "thread-farm"), members=[author, builder])
    reviewed(item(author, net), curator)
    snapshot = published(curator, net)
    weighed()
    return offered(released(builder, snapshot))
