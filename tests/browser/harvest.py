"""The datanet, the model and the calls that the pages of the browser tests are about, a few days deep."""

from datetime import datetime, timedelta
from typing import Final

from django.utils import timezone

from apps.attribution.services import tracing, weighing
from apps.contributions.models import Revision
from apps.curation.services import leasing, voting
from apps.datanets.core.contexts import ContextParts, Source, Term
from apps.datanets.models import Datanet
from apps.datanets.services import claiming, describing, letting_in, needing, publishing, stewarding
from apps.datanets.services.describing import Openness
from apps.inference.models import Offer
from apps.people.models import Agent, Community, User
from apps.people.services import mandates
from apps.rewards.services import settling, sweeping
from apps.snapshots.models import Snapshot
from apps.snapshots.services import exporting
from tests import thread, world
from tests.world import NOW

#: Questions with their answers; the last of them are not judged yet.
GIVEN = (
    (thread.QUESTION, thread.ANSWER),
    (
        "How deep should maize be planted in dry soil?",
        ("Plant maize five to seven centimetres deep, deeper in sandy soil that dries quickly, and press the soil "
        "lightly on the seed so that it touches moist ground on all sides."),
    ),
    (
        "What does striga look like, and how is it stopped?",
        ("Striga is a small plant with purple flowers that feeds on the roots of maize. Pull it before it flowers, "
        "rotate with beans or soybeans, and sow a variety that resists it where the field is full of its seed."),
    ),
    (
        "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft: what is its longest word?",
        ("The name itself is one word without a break, so that pages here have to show what happens to words that are "
        "longer than any line of a phone can ever be."),
    ),
    (
        "When are beans ready to be harvested?",
        ("Harvest dry beans when most pods are yellow and rattle, on a dry morning while the dew keeps the pods from "
        "shattering, and dry them further on a sheet before they are threshed."),
    ),
    (
        "Can fall armyworm be controlled without spraying?",
        ("Look into the whorls twice a week, crush the egg masses, and put a pinch of sand or ash into each whorl that "
        "has fresh damage while the plants are young."),
    ),
)  # fmt: skip
WAITING = (
    (
        "How long can seed of maize be kept?",
        ("Keep it dry and cool in a tight container, and use it within one year; test ten seeds on wet paper before "
        "you sow seed that is older than that."),
    ),
    ("Which way do the rows run?", "It depends on many things that are different everywhere, so ask somebody."),
    (
        "Why do leaves of maize turn purple?",
        ("Purple leaves on young plants mean that they take up too little phosphorus, because the soil lacks it or is "
        "cold and wet; they often recover when it warms up."),
    ),
)  # fmt: skip
STARTED = timedelta(days=11)

CONTEXT: Final = ContextParts(
    thread.GUIDELINES
    + "\n\n## Before you write\n\n- Look whether it is there already.\n- **One** question an item.",
    good="*When should maize be top-dressed?*\n\nWhen it stands knee high, and before rain.",
    bad="- It depends on the soil.\n- Ask your extension officer.",
    wanted="Beans, and whatever is grown between rows of maize.",
    glossary=(
        Term("top-dressing", "fertiliser that is put on the ground while the crop stands"),
        Term("Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichen", "a word that does not fit"),
    ),
    sources=(Source("Handbook of smallholders", "https://example.org/handbook", "doses by region"),),
)
NEEDS: Final = (
    ("Questions about beans", "Climbing and bush beans, with their local names.", 40, "", ""),
    ("Pests in storage", "", 3, "question", "What eats maize in a store?"),
    ("Questions about sowing", "There are enough of these.", 2, "", ""),
)


def grow(people: dict[str, User], community: Community, agent: Agent) -> dict[str, str]:
    """Everything from the first item to the last payout; gives the names that paths may use."""
    curator, author, builder = people["regular"], people["visitor"], people["keyholder"]
    net = thread.datanet(curator, community=community, members=[builder], now=NOW - STARTED)
    _told(curator, builder, net)
    revisions = [
        _accepted(
            author if number % 3 else builder, net, pair, curator, now=NOW - STARTED + timedelta(days=number)
        )
        for number, pair in enumerate(GIVEN)
    ]
    voting.cast_vote(
        voter=people["operator"], revision=revisions[2], is_good=False, now=NOW - timedelta(days=4)
    )
    frozen_at = NOW - timedelta(days=4)
    snapshot = thread.published(curator, net, now=frozen_at)
    _work(snapshot, now=frozen_at)
    offer = thread.offered(
        thread.released(builder, snapshot, now=frozen_at), now=frozen_at, price=10_000, metered=1_000
    )
    calls = _calls(curator, agent, offer)
    waiting = [
        thread.item(author, net, question=question, answer=answer, now=NOW - timedelta(hours=5))
        for question, answer in WAITING
    ]
    thread.reviewed(waiting[1], curator, verdict="reject", reason="no_answer", now=NOW - timedelta(hours=4))
    thread.reviewed(
        waiting[2],
        curator,
        verdict="request_changes",
        reason="no_source",
        note="Name where this is from, and it is in.",
        now=NOW - timedelta(hours=4),
    )
    thread.datanet(curator, community=community, slug="empty-one")
    _gated(curator, people, community)
    leasing.lease(reviewer=builder, now=timezone.now())  # so that looking at the desk only looks
    return {
        "datanet": f"{community.slug}/{net.slug}",
        "item": revisions[0].item.public_id,
        "item_rejected": waiting[1].item.public_id,
        "item_waiting": waiting[0].item.public_id,
        "sent_back": waiting[2].item.public_id,
        "model": f"{community.slug}/{offer.model.slug}",
        "run": offer.release.run.public_id,
        "snapshot": snapshot.public_id,
        "call": calls[1],
    }


def _told(curator: User, builder: User, net: Datanet) -> None:
    """What good and bad look like, in every part; what is asked for, and who is at it."""
    publishing.publish_context(actor=curator, datanet=net, parts=CONTEXT, now=NOW - STARTED)
    asked = [
        needing.open_need(
            actor=curator,
            datanet=net,
            title=title,
            description=about,
            wanted=wanted,
            field=field,
            value=value,
            now=NOW,
        )
        for title, about, wanted, field, value in NEEDS
    ]
    claiming.claim(person=builder, need=asked[0], pieces=12, given=0, now=NOW)
    claiming.claim(person=curator, need=asked[1], pieces=3, given=0, now=NOW)
    needing.close_need(actor=curator, need=asked[2], now=NOW)


def _gated(curator: User, people: dict[str, User], community: Community) -> None:
    """A datanet that people ask to be let in to: one who reads already, and one who waits."""
    gated = thread.datanet(curator, community=community, slug="gated-one")
    asking = Openness(access="gated", entry="apply")
    gated = describing.open_up(actor=curator, datanet=gated, to=asking, now=NOW)
    stewarding.appoint(actor=curator, datanet=gated, user=people["keyholder"], role="reader", now=NOW)
    letting_in.ask(
        person=people["careful"], datanet=gated, role="contributor",
        message="I keep the field books of three villages and would type them in.", now=NOW - timedelta(hours=7),
    )  # fmt: skip


def _accepted(author: User, net: Datanet, pair: tuple[str, str], curator: User, *, now: datetime) -> Revision:
    given = thread.item(author, net, question=pair[0], answer=pair[1], now=now)
    return thread.reviewed(given, curator, now=now + timedelta(hours=2))


def _work(snapshot: Snapshot, *, now: datetime) -> None:
    """What workers do after a freeze."""
    weighing.request_missing(most=1, now=now)
    run = weighing.claim_due(now=now)
    assert run is not None
    weighing.run(run=run, now=now)
    for export_id in exporting.due_exports(most=10, now=now):
        exporting.write_export(export_id=export_id, now=now)


def _calls(caller: User, agent: Agent, offer: Offer) -> list[str]:
    """A few a day, by the person and by their agent, each traced and shared out."""
    mandate_reaches = 10_000
    world.mandate(
        agent, per_call=mandate_reaches, per_day=10 * mandate_reaches, in_total=100 * mandate_reaches
    )
    made = []
    for number, (question, _answer) in enumerate([*GIVEN, GIVEN[0]]):
        at = NOW - timedelta(days=3) + timedelta(hours=9 * number)
        served = thread.called(
            caller, offer, agent=agent if number % 2 else None, prompt=question, key=f"call-{number}", now=at
        )
        made.append(served.call.public_id)
        tracing.open_missing(most=10, now=at)
        for trace_id in tracing.due_traces(most=10, now=at):
            tracing.trace(trace_id=trace_id, now=at)
        settling.open_missing(most=10, now=at)
        settling.settle(release_id=offer.release_id, now=at)
    for code in sweeping.due_pools():
        sweeping.sweep(code=code, now=NOW)
    mandates.withdraw_mandate(agent=agent, now=NOW)
    world.mandate(agent)
    return made
