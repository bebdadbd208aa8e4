"""The pages of earnings: what they say to whom, and that no prompt is on them."""

import json

import pytest

from apps.attribution import tasks as attribution_tasks
from apps.inference.models import Call
from apps.people.models import User
from apps.rewards import tasks
from apps.rewards.models import Share
from apps.rewards.reports import figures
from tests import thread, world
from tests.world import NOW, browser

pytestmark = pytest.mark.django_db


@pytest.fixture
def call(acme: User) -> Call:
    """One that was shared out."""
    served = thread.called(thread.funded(acme), thread.ready_to_call())
    attribution_tasks.trace_due_calls()
    tasks.settle_due_calls()
    return served.call


def author_of(call: Call) -> User:
    share = Share.objects.get(role="contributor")
    return User.objects.get(public_id=share.account.split(":")[1])


def test_everybody_may_read_where_a_fee_went_but_not_what_was_asked(call: Call) -> None:
    page = browser().get(f"/earnings/why/{call.public_id}/").content.decode()
    assert "Where the fee of this call went" in page
    assert "Balanced" in page
    assert thread.QUESTION not in page
    assert "knee high" not in page


def test_an_author_reads_why_they_earned(call: Call) -> None:
    page = browser(author_of(call)).get(f"/earnings/why/{call.public_id}/").content.decode()
    assert "Why did I earn" in page
    assert "You earned" in page
    assert "+ 0.0051" in page


def test_the_lines_and_the_fee_come_to_zero(call: Call) -> None:
    told = json.loads(browser().get(f"/earnings/why/{call.public_id}.json").content)
    assert sum(int(share["amount"]["amount"]) for share in told["shares"]) == int(told["fee"]["amount"])
    assert told["sum"] == {"amount": "0", "unit": "micro-OPEN"}


def test_a_call_that_is_under_way_says_so(acme: User) -> None:
    served = thread.called(thread.funded(acme), thread.ready_to_call())
    page = browser(acme).get(f"/earnings/why/{served.call.public_id}/").content.decode()
    assert "It is being shared out" in page
    assert "data-reload-after" in page


def test_there_is_no_page_for_a_call_that_is_not() -> None:
    for path in (
        f"/earnings/why/inf_{'0' * 26}/",
        "/earnings/why/nonsense/",
        f"/earnings/why/inf_{'0' * 26}.json",
    ):
        assert browser().get(path).status_code == 404


def test_earnings_are_ones_own(call: Call, acme: User) -> None:
    assert browser().get("/earnings/").status_code == 302
    mine = browser(author_of(call)).get("/earnings/").content.decode()
    assert call.public_id in mine
    assert call.public_id not in browser(acme).get("/earnings/").content.decode()
    assert "Find a datanet" in browser(acme).get("/earnings/").content.decode()


def test_the_pulse_counts_who_pays_others_and_not_who_pays_themselves(call: Call) -> None:
    author = thread.funded(author_of(call))
    thread.called(author, call.offer, key="myself")
    attribution_tasks.trace_due_calls()
    tasks.settle_due_calls()
    others, own = figures.unrelated(now=NOW), figures.related(now=NOW)
    assert (others.executions, others.contributors_paid, others.distributed.micro) == (1, 1, 9_500)
    assert (own.executions, own.distributed.micro) == (1, 9_500)
    assert "Pulse" in browser().get("/pulse/").content.decode()


def test_an_empty_pulse_says_what_would_beat() -> None:
    page = browser().get("/pulse/").content.decode()
    assert "Nobody has called a model yet" in page


def test_the_pages_of_earnings_survive_nonsense_in_their_addresses(acme: User) -> None:
    assert browser(acme).get("/earnings/?before=-1").status_code == 200
    assert world.browser(acme).get(f"/earnings/?before={'9' * 40}").status_code == 200
