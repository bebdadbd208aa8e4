"""Settling: every fee is shared out once, exactly, and each release goes its own way."""

import threading
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from apps.attribution import tasks as attribution_tasks
from apps.attribution.core import quality
from apps.attribution.core import states as trace_states
from apps.attribution.models import Trace, WeightRun
from apps.foundation.money import Amount
from apps.inference.core import accounts
from apps.inference.models import Call, Offer
from apps.inference.services import texts
from apps.ledger.core import codes
from apps.ledger.core.transfers import Transfer
from apps.ledger.reports import auditing, balances
from apps.ledger.services import posting
from apps.people.models import User
from apps.rewards import tasks
from apps.rewards.core import roles, states
from apps.rewards.models import Payable, Settlement, Share, Split, Stream
from apps.rewards.reports import faults
from apps.rewards.services import settling
from openledger.supervisor import postgres
from tests import thread, world
from tests.world import NOW


@pytest.fixture
def offer() -> Offer:
    return thread.ready_to_call()


def paid(caller: User, offer: Offer, *keys: str) -> list[Call]:
    """Calls that were charged and traced."""
    calls = [thread.called(caller, offer, key=key).call for key in keys]
    attribution_tasks.trace_due_calls()
    return calls


def earned(role: str) -> int:
    return sum(Share.objects.filter(role=role).values_list("amount", flat=True))


@pytest.mark.django_db
def test_a_fee_goes_where_the_split_says(acme: User, offer: Offer) -> None:
    paid(thread.funded(acme), offer, "1")
    tasks.settle_due_calls()
    rest = 10_000 - 500 - 1_000
    assert earned(roles.TREASURY) == 500
    assert earned(roles.OPERATOR) == 1_000
    assert earned(roles.BUILDER) == rest * 30 // 100
    assert earned(roles.REVIEWERS) == rest * 7 // 100
    assert earned(roles.CONTRIBUTOR) == rest * 60 // 100
    assert earned(roles.COMMONS) == rest * 3 // 100  # what nobody stakes for
    assert balances.balance(accounts.fees(offer.release.public_id)).micro == 0


@pytest.mark.django_db
def test_calls_of_a_release_are_netted_into_one_journal(acme: User, offer: Offer) -> None:
    paid(thread.funded(acme), offer, "1", "2", "3")
    tasks.settle_due_calls()
    settlement = Settlement.objects.get()
    assert (settlement.calls, settlement.amount) == (3, 30_000)
    assert Stream.objects.get().tally["gross"] == 30_000
    assert faults.find_faults() == []


@pytest.mark.django_db
def test_settling_again_is_doing_nothing(acme: User, offer: Offer) -> None:
    paid(thread.funded(acme), offer, "1")
    for _ in range(3):
        tasks.settle_due_calls()
    assert (Settlement.objects.count(), Payable.objects.count()) == (1, 1)
    paid(acme, offer, "2")
    tasks.settle_due_calls()
    assert Settlement.objects.count() == 2
    assert Stream.objects.get().calls == 2


@pytest.mark.django_db
def test_a_call_of_one_micro_is_shared_exactly(acme: User, offer: Offer) -> None:
    cheap = thread.offered(offer.release, price=1, metered=0)
    paid(thread.funded(acme), cheap, "1")
    tasks.settle_due_calls()
    assert [(share.role, share.amount) for share in Share.objects.filter(amount__gt=0)] == [("treasury", 1)]
    assert Share.objects.filter(role=roles.CONTRIBUTOR, amount=0).exists()  # a zero has its reason
    assert faults.find_faults() == []


@pytest.mark.django_db
def test_what_cannot_be_traced_is_for_the_commons(acme: User, offer: Offer) -> None:
    call = thread.called(thread.funded(acme), offer).call
    texts.erase(call=call)
    for _ in range(trace_states.MOST_ATTEMPTS):
        attribution_tasks.trace_due_calls()
    assert Trace.objects.get().state == trace_states.GIVEN_UP
    tasks.settle_due_calls()
    assert earned(roles.CONTRIBUTOR) == 0
    assert earned(roles.COMMONS) == 8_500 * 63 // 100


@pytest.mark.django_db
def test_a_call_waits_until_its_snapshot_is_weighed(
    acme: User, juma: User, amina: User, li_wei: User
) -> None:
    net = thread.datanet(juma, community=world.community(juma), members=[amina, li_wei])
    thread.reviewed(thread.item(amina, net), juma)
    offer = thread.offered(thread.released(li_wei, thread.published(juma, net)))
    paid(thread.funded(acme), offer, "1")
    tasks.settle_due_calls()
    assert Payable.objects.get().state == states.DUE
    thread.weighed()
    tasks.settle_due_calls()
    assert Payable.objects.get().state == states.SETTLED


@pytest.mark.django_db
def test_the_commons_of_a_version_that_weighs_nothing_wait_for_a_later_one(
    acme: User, juma: User, amina: User, li_wei: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(quality, "gate", lambda _quality: 0)
    net = thread.datanet(juma, community=world.community(juma), members=[amina, li_wei])
    thread.reviewed(thread.item(amina, net), juma)
    offer = thread.offered(thread.released(li_wei, thread.published(juma, net)))
    thread.weighed()
    assert WeightRun.objects.get().total == 0
    paid(thread.funded(acme), offer, "1")
    tasks.settle_due_calls()
    assert balances.balance(f"commons:{net.public_id}").micro == earned(roles.COMMONS) > 0


@pytest.mark.django_db
def test_a_new_split_holds_for_calls_from_its_date_and_begins_a_stream_of_its_own(
    acme: User, offer: Offer
) -> None:
    paid(thread.funded(acme), offer, "1")
    first = Split.objects.get()
    first.pk, first.public_id, first.number = None, f"spl_{'1' * 26}", 2
    first.treasury, first.operator_most = 1_000, 4_000
    first.published_at, first.holds_from = NOW, NOW + timedelta(hours=1)
    first.save(force_insert=True)
    later = thread.called(acme, offer, key="2", now=NOW + timedelta(hours=2)).call
    attribution_tasks.trace_due_calls()
    tasks.settle_due_calls()
    assert Stream.objects.count() == 2
    of_later = Share.objects.filter(payable__trace__call=later, role=roles.TREASURY)
    assert of_later.get().amount == 1_000


@pytest.mark.django_db
def test_one_failing_release_holds_up_no_other(
    acme: User, offer: Offer, monkeypatch: pytest.MonkeyPatch
) -> None:
    builder = offer.release.model.builder
    other = thread.offered(
        thread.released(builder, offer.release.sources.get().snapshot, slug="second-model")
    )
    paid(thread.funded(acme), offer, "1")
    paid(acme, other, "2")
    settle = settling.settle

    def stubborn(*, release_id: int, now: object) -> Settlement | None:
        if release_id == offer.release_id:
            raise RuntimeError("this one is broken")
        return settle(release_id=release_id, now=NOW)

    monkeypatch.setattr(settling, "settle", stubborn)
    tasks.settle_due_calls()
    broken, fine = Payable.objects.get(release=offer.release), Payable.objects.get(release=other.release)
    assert (broken.state, broken.failure) == (states.DUE, "RuntimeError")
    assert fine.state == states.SETTLED


def test_two_workers_at_once_settle_each_call_once(own_database: postgres.Cluster, acme: User) -> None:
    offer = thread.ready_to_call()
    paid(thread.funded(acme), offer, *map(str, range(6)))
    settling.open_missing(most=10, now=timezone.now())
    barrier = threading.Barrier(2)

    def settle() -> None:
        barrier.wait()
        settling.settle(release_id=offer.release_id, now=timezone.now())
        connection.close()

    workers = [threading.Thread(target=settle) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    tasks.settle_due_calls()
    assert sum(Settlement.objects.values_list("amount", flat=True)) == 60_000
    assert Stream.objects.get().tally["gross"] == 60_000
    assert faults.find_faults() == []
    assert auditing.find_faults().faults == ()


@pytest.mark.django_db
def test_the_command_says_when_the_book_tells_otherwise(acme: User, offer: Offer) -> None:
    paid(thread.funded(acme), offer, "1")
    tasks.settle_due_calls()
    call_command("verify_settlements")
    astray = Transfer(codes.available(acme.public_id), accounts.fees(offer.release.public_id), Amount(1))
    posting.post(key="astray", kind="payment", transfers=[astray], now=NOW)
    with pytest.raises(CommandError, match="1 faults"):
        call_command("verify_settlements")
