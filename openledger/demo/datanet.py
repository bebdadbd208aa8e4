"""The first datanet of the demo: Python's help topics, given by two people, judged by a third, frozen and weighed."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from apps.attribution.services import weighing
from apps.contributions.core import origins
from apps.contributions.models import Revision
from apps.contributions.services import consenting, submitting
from apps.contributions.services.admitting import Giver, Provenance
from apps.curation.models import Review
from apps.curation.services import deciding, leasing, reviewing, voting
from apps.datanets.core.contexts import ContextParts, Source, Term
from apps.datanets.models import Datanet, Need
from apps.datanets.reports import finding
from apps.datanets.services import claiming, needing, opening, publishing
from apps.datanets.services.publishing import Terms
from apps.foundation.idempotency import Request
from apps.people.models import Community, User
from apps.people.services import notifying
from apps.snapshots.models import Snapshot
from apps.snapshots.services import freezing
from openledger.demo import cast, topics
from openledger.demo.scene import DatanetNote, Scene

SLUG = "help-topics"
CONTEXT = ContextParts(
    guidelines="""\
A good item asks what somebody would type into a search box, and answers it in a few sentences that stand in Python's
own documentation.

- **One question an item.** Two questions are two items.
- **The answer stands on its own**: whoever reads only the answer knows what was asked.
- Leave out grammar and code; leave out anything about a person.""",
    good="""\
*How does the assert statement work?*

It checks that an expression is true and raises **AssertionError** if it is not. With the option -O it does nothing.
The answer says what it does, when it does nothing, and what it raises.""",
    bad="""\
- *See the documentation of assert.* It only says where to look.
- *requests.get fetches a page.* It is about a library and not about the language.
- *This is the fastest way.* Nobody can check it.""",
    wanted="Questions about **exceptions** and **comprehensions**: people ask both, and there is little here.",
    glossary=(
        Term("statement", "a line that does something, such as assert, del or import"),
        Term("expression", "what has a value, such as 1 + 1 or a call"),
        Term("help topic", "one of the pages that Python's own help() shows"),
    ),
    sources=(
        Source(
            "The Python Language Reference", "https://docs.python.org/3/reference/", "what the language means"
        ),
        Source("The Python Tutorial", "https://docs.python.org/3/tutorial/", "how it is taught"),
    ),
)
#: What is needed, why, and how many.
NEEDS = (
    ("Questions about exceptions", "Raising, catching, and what finally is for. One exception an item.", 20),
    (
        "Questions about comprehensions",
        "Lists, sets, dictionaries and generators, with what they are good for.",
        12,
    ),
)
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
            guidelines=CONTEXT.guidelines,
            terms=Terms(licence="PSF-2.0", min_reviews=1, max_reviews=3, agents_may_give=True),
            begin=replace(opening.QUESTIONS, domain="programming", languages=["en"]),
            now=scene.ago(OPENED),
        )


def tell_the_context(scene: Scene) -> None:
    """The curator has said what good and bad look like, and has asked for what is missing."""
    curator, datanet = scene.people["curator"], _datanet()
    publishing.publish_context(actor=curator, datanet=datanet, parts=CONTEXT, now=scene.ago(OPENED))
    if Need.objects.filter(datanet=datanet).exists():
        return
    exceptions, _comprehensions = (
        needing.open_need(
            actor=curator, datanet=datanet, title=title, description=about, wanted=wanted, now=scene.ago(2)
        )
        for title, about, wanted in NEEDS
    )
    contributor = scene.people["contributor"]
    claiming.claim(person=contributor, need=exceptions, pieces=5, days=7, given=0, now=scene.ago(1))


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
