"""A mandate is never exceeded: not by many at once, not on a day, not in total."""

from collections import Counter
from datetime import timedelta
from functools import partial

import pytest
from django.db import IntegrityError, transaction

from apps.foundation.errors import Unaffordable
from apps.foundation.idempotency import KeyReused
from apps.foundation.money import Amount
from apps.people.models import Agent, Mandate, MandateSpending, Notification, User
from apps.people.services import agents, mandates
from openledger.supervisor import postgres
from tests import world
from tests.people.at_once import at_once

DAY = timedelta(days=1)


def reserve(agent: Agent, micro: int, key: str, *, later: timedelta = timedelta()) -> MandateSpending:
    return mandates.reserve(
        agent=agent, amount=Amount(micro), purpose="call:inf_1", key=key, now=world.NOW + later
    )


def used(agent: Agent) -> tuple[int, int]:
    mandate = Mandate.objects.get(agent=agent, state="in_force")
    return mandate.used_that_day, mandate.used_in_total


@pytest.fixture
def helper(amina: User) -> Agent:
    agent = world.agent(amina)
    world.mandate(agent, per_call=10, per_day=50, in_total=120)
    return agent


@pytest.mark.django_db
def test_a_call_over_the_limit_per_call_is_refused_and_takes_nothing(helper: Agent) -> None:
    with pytest.raises(mandates.OverMandate, match="per call"):
        reserve(helper, 11, "call-a")
    assert used(helper) == (0, 0)
    assert not MandateSpending.objects.exists()


@pytest.mark.django_db
def test_a_day_is_over_when_its_limit_is_reached_and_the_next_day_begins_anew(helper: Agent) -> None:
    for number in range(5):
        reserve(helper, 10, f"call-{number}")
    with pytest.raises(Unaffordable, match="per day"):
        reserve(helper, 1, "call-5")
    reserve(helper, 10, "call-6", later=DAY)
    assert used(helper) == (10, 60)


@pytest.mark.django_db
def test_the_total_is_never_passed_however_many_days_there_are(helper: Agent) -> None:
    for day in range(2):
        for number in range(5):
            reserve(helper, 10, f"call-{day}-{number}", later=day * DAY)
    reserve(helper, 10, "call-x", later=2 * DAY)
    reserve(helper, 10, "call-y", later=2 * DAY)
    with pytest.raises(Unaffordable, match="in total"):
        reserve(helper, 1, "call-z", later=3 * DAY)


@pytest.mark.django_db
def test_a_clock_that_lags_spends_from_the_day_that_has_begun(helper: Agent) -> None:
    for number in range(5):
        reserve(helper, 10, f"call-{number}", later=DAY)
    with pytest.raises(Unaffordable, match="per day"):
        reserve(helper, 1, "call-from-yesterday")


@pytest.mark.django_db
def test_the_same_key_is_the_same_reservation_and_another_wish_under_it_is_a_conflict(helper: Agent) -> None:
    first = reserve(helper, 10, "call-a")
    assert reserve(helper, 10, "call-a") == first
    with pytest.raises(KeyReused):
        reserve(helper, 9, "call-a")
    assert used(helper) == (10, 10)


@pytest.mark.django_db
def test_what_was_reserved_can_be_asked_for_again_after_the_mandate_is_gone(helper: Agent) -> None:
    first = reserve(helper, 10, "call-a")
    mandates.withdraw_mandate(agent=helper, now=world.NOW)
    assert reserve(helper, 10, "call-a") == first


@pytest.mark.django_db
def test_settling_gives_the_rest_back_and_releasing_gives_all_back(helper: Agent) -> None:
    reserve(helper, 10, "call-a")
    reserve(helper, 10, "call-b")
    mandates.settle(agent=helper, key="call-a", amount=Amount(4), now=world.NOW)
    mandates.release(agent=helper, key="call-b", now=world.NOW)
    assert used(helper) == (4, 4)
    mandates.settle(agent=helper, key="call-a", amount=Amount(4), now=world.NOW)
    mandates.release(agent=helper, key="call-b", now=world.NOW)
    assert used(helper) == (4, 4)


@pytest.mark.django_db
def test_what_comes_back_the_day_after_does_not_widen_that_day(helper: Agent) -> None:
    reserve(helper, 10, "call-a")
    reserve(helper, 10, "call-b", later=DAY)
    mandates.release(agent=helper, key="call-a", now=world.NOW + DAY)
    assert used(helper) == (10, 10)


@pytest.mark.django_db
def test_a_spending_ends_once(helper: Agent) -> None:
    reserve(helper, 10, "call-a")
    mandates.settle(agent=helper, key="call-a", amount=Amount(4), now=world.NOW)
    for again in (
        lambda: mandates.settle(agent=helper, key="call-a", amount=Amount(5), now=world.NOW),
        lambda: mandates.release(agent=helper, key="call-a", now=world.NOW),
    ):
        with pytest.raises(mandates.SpendingEnded):
            again()
    with pytest.raises(mandates.NoSuchSpending):
        mandates.release(agent=helper, key="call-nobody-made", now=world.NOW)


@pytest.mark.django_db
def test_more_than_was_reserved_cannot_be_settled(helper: Agent) -> None:
    reserve(helper, 5, "call-a")
    with pytest.raises(mandates.OverMandate, match="reserved"):
        mandates.settle(agent=helper, key="call-a", amount=Amount(6), now=world.NOW)


@pytest.mark.django_db
def test_without_a_mandate_in_force_nothing_is_reserved(amina: User, helper: Agent) -> None:
    with pytest.raises(mandates.NoMandate):
        reserve(world.agent(amina, "Another"), 1, "call-a")
    with pytest.raises(mandates.NoMandate):
        reserve(helper, 1, "call-b", later=timedelta(days=31))
    agents.close_agent(actor=amina, agent=helper, now=world.NOW)
    with pytest.raises(mandates.NoMandate):
        reserve(helper, 1, "call-c")


@pytest.mark.django_db
def test_a_newer_mandate_replaces_the_one_before(helper: Agent) -> None:
    newer = world.mandate(helper, per_call=1, per_day=2, in_total=3)
    assert [row.state for row in helper.mandates.order_by("pk")] == ["replaced", "in_force"]
    assert reserve(helper, 1, "call-a").mandate == newer


@pytest.mark.django_db
@pytest.mark.parametrize("limits", [(0, 1, 1), (2, 1, 3), (1, 3, 2), (-1, 2, 3)])
def test_limits_that_do_not_widen_are_refused(helper: Agent, limits: tuple[int, int, int]) -> None:
    per_call, per_day, in_total = limits
    with pytest.raises(mandates.BadMandate):
        world.mandate(helper, per_call=per_call, per_day=per_day, in_total=in_total)


@pytest.mark.django_db
def test_the_owner_is_told_once_when_most_of_it_is_used(helper: Agent) -> None:
    for number in range(12):
        reserve(helper, 10, f"call-{number}", later=(number // 5) * DAY)
    assert Counter(Notification.objects.values_list("kind", flat=True))["mandate.nearly_spent"] == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ({"used_in_total": 121}, "people_mandate_total_kept"),
        ({"used_in_total": -1}, "people_mandate_total_kept"),
        ({"used_that_day": 51}, "people_mandate_day_kept"),
        ({"used_that_day": -1}, "people_mandate_day_kept"),
    ],
)
def test_the_table_itself_keeps_the_running_totals_within_the_limits(
    helper: Agent, change: dict[str, int], constraint: str
) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Mandate.objects.filter(agent=helper).update(**change)


def test_a_hundred_reservations_at_once_pass_no_limit(own_database: postgres.Cluster) -> None:
    agent = world.agent(world.person("amina"))
    world.mandate(agent, per_call=10, per_day=500, in_total=500)
    outcomes = Counter(at_once([partial(reserve, agent, 7, f"call-{number}") for number in range(100)]))
    assert outcomes == {"": 71, "over_mandate": 29}
    assert used(agent) == (71 * 7, 71 * 7)
    assert sum(spending.reserved for spending in agent.spendings.all()) == 71 * 7


def test_a_hundred_requests_with_one_key_are_one_reservation(own_database: postgres.Cluster) -> None:
    agent = world.agent(world.person("amina"))
    world.mandate(agent, per_call=10, per_day=500, in_total=500)
    assert set(at_once([partial(reserve, agent, 7, "call-once")] * 100)) == {""}
    assert used(agent) == (7, 7)


def test_reserving_settling_and_releasing_at_once_leave_what_the_rows_add_up_to(
    own_database: postgres.Cluster,
) -> None:
    agent = world.agent(world.person("amina"))
    world.mandate(agent, per_call=10, per_day=400, in_total=400)

    def live(number: int) -> None:
        key = f"call-{number}"
        reserve(agent, 8, key)
        if number % 3 == 0:
            mandates.settle(agent=agent, key=key, amount=Amount(3), now=world.NOW)
        elif number % 3 == 1:
            mandates.release(agent=agent, key=key, now=world.NOW)

    at_once([partial(live, number) for number in range(100)])
    adds_up = sum(spending.amount.micro for spending in agent.spendings.all())
    assert used(agent) == (adds_up, adds_up)
    assert 0 < adds_up <= 400
