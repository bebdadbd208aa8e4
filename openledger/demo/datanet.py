"""The first datanet of the demo: Python's help topics, given by two people, judged by a third, frozen and weighed."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from apps.attribution.services import weighing
from apps.contributions.core import origins
from apps.contributions.models import Revision
from apps.contributions.services import consenting, submitting
from apps.contributions.services.admitting import Giver, Provenance
from apps.curation.models import Review
from apps.curation.services import deciding, leasing, reviewing, voting
from apps.datanets.models import Datanet
from apps.datanets.reports import finding
from apps.datanets.services import opening
from apps.datanets.services.publishing import Terms
from apps.foundation.idempotency import Request
from apps.people.models import Community, User
from apps.people.services import notifying
from apps.snapshots.models import Snapshot
from apps.snapshots.services import freezing
from openledger.demo import cast, topics
from openledger.demo.scene import DatanetNote, Scene

SLUG = "help-topics"
GUIDELINES = """\
A good item asks what somebody would type into a search box, and answers it in a few sentences that stand in Python's
own documentation.

Good: "How does the assert statement work?", answered with what it does, when it does nothing, and what it raises.

Bad: an answer that only says where to look, that is about a library and not about the language, or that nobody can
check. Leave out grammar and code; leave out anything about a person."""
#: So many topics wait for a review when somebody looks for the first time; as many are accepted and not frozen yet.
WAITING = 4
UNFROZEN = 3
OPENED, GIVEN, FROZEN, WEIGHED = 14, 13, 9, 9  # days ago


def open_datanet(scene: Scene) -> None:
    """The curator has opened it."""
    founder = scene.people["curator"]
    community = Community.objects.get(slug=cast.COMMUNITY)
    if finding.datanet_at(cast.COMMUNITY, SLUG) is None:
        opening.open_datanet(
            founder=founder,
            community=community,
            slug=SLUG,
            title="Python help topics",
            purpose="What Python's own help says about the language, as questions and answers to quote.",
            guidelines=GUIDELINES,
            terms=Terms(licence="PSF-2.0", min_reviews=1, max_reviews=3),
            now=scene.ago(OPENED),
        )


def give_and_judge(scene: Scene) -> None:
    """The contributor and the builder have given topics, and the curator has looked at each."""
    datanet = _datanet()
    if Snapshot.objects.filter(datanet=datanet).exists():
        return
    for number, (name, record) in enumerate(_for_the_first_version()):
        author = scene.people["builder" if number % 4 == 3 else "contributor"]
        at = scene.ago(GIVEN) + timedelta(hours=number)
        revision = _give(author, datanet, name, record, now=at)
        _judge(scene, revision, now=at + timedelta(minutes=40))
        if number % 3 == 0 and author == scene.people["contributor"]:
            # A second opinion: most are good, some of them are too short to be.
            voting.cast_vote(
                voter=scene.people["builder"],
                revision=revision,
                is_good=number % 5 != 0,
                now=at + timedelta(hours=1),
            )
    for part in ("contributor", "builder"):
        notifying.mark_all_read(user=scene.people[part], up_to="ntf_z", now=scene.now)


def freeze(scene: Scene) -> None:
    """The curator has published what was accepted as the first version."""
    datanet, curator = _datanet(), scene.people["curator"]
    if not Snapshot.objects.filter(datanet=datanet).exists():
        at = scene.ago(FROZEN)
        proposal = freezing.propose(actor=curator, datanet=datanet, cutoff=at, now=at)
        freezing.publish(actor=curator, snapshot=proposal, now=at)
    newest = Snapshot.objects.issued(datanet).first()
    if newest is not None:
        address = finding.address_of(datanet)
        scene.notes["datanets"] = [DatanetNote(id=address, version=newest.version)]


def weigh(scene: Scene) -> None:
    """What a worker would do in a moment is done, so that there is something to look at."""
    at = scene.ago(WEIGHED) + timedelta(minutes=5)
    weighing.request_missing(most=1, now=at)
    while (run := weighing.claim_due(now=at)) is not None:
        weighing.run(run=run, now=at)


def leave_some_open(scene: Scene) -> None:
    """A few more are accepted and wait for the next version, a few wait for a reviewer, and one was turned down."""
    datanet, author = _datanet(), scene.people["contributor"]
    left = list(topics.all_records())[-(WAITING + UNFROZEN + 1) :]
    if Revision.objects.filter(contribution__request_key=_key(author, left[0][0])).exists():
        return
    at = scene.ago(1)
    for number, (name, record) in enumerate(left):
        revision = _give(author, datanet, name, record, now=at + timedelta(minutes=10 * number))
        if number < UNFROZEN:
            _judge(scene, revision, now=at + timedelta(hours=3))
        elif number == UNFROZEN:
            _judge(scene, revision, verdict="reject", reason="no_answer", now=at + timedelta(hours=3))


def _for_the_first_version() -> list[tuple[str, dict[str, str]]]:
    return list(topics.all_records())[: -(WAITING + UNFROZEN + 1)]


def _datanet() -> Datanet:
    found = finding.datanet_at(cast.COMMUNITY, SLUG)
    assert found is not None  # noqa: S101 - an earlier step opened it
    return found


def _key(author: User, name: str) -> str:
    return f"{author.public_id}:demo:demo-item-{name}"


def _give(author: User, datanet: Datanet, name: str, record: Mapping[str, str], *, now: datetime) -> Revision:
    contribution = submitting.submit(
        giver=Giver(author),
        datanet=datanet,
        provenance=Provenance(
            origin=origins.THIRD_PARTY, source=topics.SOURCE, consent=consenting.current(now=now)
        ),
        record=record,
        request=Request.read(f"demo-item-{name}", scope=f"{author.public_id}:demo", body=name.encode()),
        now=now,
    )
    return Revision.objects.get(contribution=contribution)


def _judge(
    scene: Scene, revision: Revision, *, verdict: str = "accept", reason: str = "", now: datetime
) -> None:
    """Whatever the lot gives first is skipped until it is this one: at this moment nothing else waits."""
    curator = scene.people["curator"]
    if Review.objects.filter(revision=revision).exists():
        return
    held = leasing.lease(reviewer=curator, datanet=revision.item.datanet, now=now)
    if held is not None and held.revision_id == revision.pk:
        reviewing.review(reviewer=curator, revision=revision, verdict=verdict, reason=reason, now=now)
        deciding.decide(revision_id=revision.pk, now=now)
