"""The first model of the demo: it quotes the help topics, and an agent has asked it things for a week."""

from datetime import timedelta

from apps.attribution.services import tracing
from apps.factory.reports import finding
from apps.factory.services import modelling, training
from apps.foundation.idempotency import Request
from apps.foundation.money import Amount
from apps.inference.models import Call
from apps.inference.reports import offers
from apps.inference.services import gateway, offering
from apps.inference.services.calling import Caller
from apps.people.models import Agent, Community
from apps.rewards.services import settling, sweeping
from apps.snapshots.models import Snapshot
from openledger.demo import cast, datanet
from openledger.demo.scene import Scene

SLUG = "python-help"
PRICE, METERED = "0.01", "0.001"
MADE = 8  # days ago
#: What the agent asked, a few a day.
QUESTIONS = (
    "What does the assert statement do?",
    "How does a for statement loop over an iterable?",
    "When is a lambda better than a function?",
    "How do I open a file with a with statement?",
    "What is the difference between is and equality in comparisons?",
    "How does the try statement handle exceptions?",
    "What does yield do in a generator?",
    "How are dictionaries displayed and created?",
    "What does the global statement change?",
    "How does slicing a sequence work?",
    "What are the boolean operations?",
    "How do I import a module under another name?",
    "What does the nonlocal statement do?",
    "How are integer literals written?",
    "What does the del statement delete?",
    "How do format strings work?",
)


def make(scene: Scene) -> None:
    """The builder has made it from the first version, and offers it."""
    builder, at = scene.people["builder"], scene.ago(MADE)
    community = Community.objects.get(slug=cast.COMMUNITY)
    model = finding.model_at(cast.COMMUNITY, SLUG) or modelling.open_model(
        builder=builder,
        community=community,
        slug=SLUG,
        title="Python help",
        purpose="Answers questions about Python by quoting its documentation, with a mark for every quotation.",
        now=at,
    )
    if finding.promoted_release(model) is None and finding.newest_run(model) is None:
        snapshot = Snapshot.objects.get(datanet__slug=datanet.SLUG, number=1)
        training.request_training(actor=builder, model=model, snapshot=snapshot, now=at)
    if (run := training.claim_due(now=at)) is not None:
        training.train(run=run, now=at)
    release = finding.promoted_release(model)
    if release is not None and offers.offer_of(model) is None:
        offering.offer(
            operator=builder,
            release=release,
            price=Amount.parse(PRICE),
            metered=Amount.parse(METERED),
            now=at + timedelta(minutes=10),
        )
    scene.notes["models"] = [finding.address_of(model)]


def call(scene: Scene) -> None:
    """The agent has called it for a week, and every fee was traced and shared out."""
    caller = scene.people["caller"]
    if Call.objects.filter(caller=caller).exists():
        return
    agent = Agent.objects.get(owner=caller, name=cast.AGENT)
    for number, question in enumerate(QUESTIONS):
        at = scene.ago(MADE - 1) + timedelta(hours=9 * number)
        gateway.serve(
            caller=Caller(caller, agent),
            model=f"{cast.COMMUNITY}/{SLUG}",
            prompt=question,
            request=Request.read(
                f"question-{number}", scope=f"{agent.public_id}:demo", body=question.encode()
            ),
            now=at,
        )
        tracing.open_missing(most=10, now=at)
        for trace_id in tracing.due_traces(most=10, now=at):
            tracing.trace(trace_id=trace_id, now=at)
        settling.open_missing(most=10, now=at)
        for release_id in settling.due_releases():
            settling.settle(release_id=release_id, now=at + timedelta(seconds=5))
    for code in sweeping.due_pools():
        sweeping.sweep(code=code, now=scene.now)
