"""One honest thread through all floors: an item is given, judged, frozen, weighed, quoted for a fee, and paid for."""

import pytest

from apps.attribution import tasks as attribution_tasks
from apps.attribution.models import Trace, WeightRun
from apps.inference.core import accounts
from apps.ledger.reports import auditing, balances
from apps.people.models import User
from apps.rewards import tasks as rewards_tasks
from apps.rewards.models import Settlement, Share
from tests import thread, world

pytestmark = pytest.mark.django_db


def test_an_item_becomes_a_payout(amina: User, juma: User, li_wei: User, acme: User) -> None:
    community = world.community(juma)
    net = thread.datanet(juma, community=community, members=[amina, li_wei])
    revision = thread.reviewed(thread.item(amina, net), juma)
    assert revision.state == "accepted"
    snapshot = thread.published(juma, net)
    thread.weighed()
    run = WeightRun.objects.get()
    assert (run.state, run.total) == ("sealed", 10**12)
    offer = thread.offered(thread.released(li_wei, snapshot))
    served = thread.called(thread.funded(acme), offer)
    assert "knee high" in served.answer
    attribution_tasks.trace_due_calls()
    trace = Trace.objects.get()
    assert trace.state == "traced"
    assert (trace.coverage or 0) > 900_000
    rewards_tasks.settle_due_calls()
    settlement = Settlement.objects.get()
    assert settlement.amount == offer.price
    assert sum(Share.objects.values_list("amount", flat=True)) == offer.price
    rewards_tasks.sweep_due_pools()
    assert balances.of_person(amina.public_id).pending.micro > 0
    assert balances.of_person(juma.public_id).pending.micro > 0
    assert balances.of_person(li_wei.public_id).pending.micro > 0
    assert balances.balance(accounts.fees(offer.release.public_id)).micro == 0
    assert auditing.find_faults().faults == ()
