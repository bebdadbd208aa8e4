"""A pool is sealed once, with members in an order that nobody chose, and goes one way from there."""

from collections.abc import Callable

import pytest
from django.db import connection

from apps.foundation.errors import DomainError
from apps.foundation.idempotency import KeyReused
from apps.ledger.core import codes, shares
from apps.ledger.models import Member, Pool
from apps.ledger.services import errors, pools, posting
from tests.ledger import acts
from tests.ledger.acts import COMMONS, FEES, JUMAS
from tests.ledger.conftest import AMINA, NOW

pytestmark = pytest.mark.usefixtures("purses")
ONE, TWO, THREE = (f"user:m{number}:available" for number in (1, 2, 3))
WEIGHTS = {ONE: 1, TWO: 2, THREE: 4}


def test_a_sealed_pool_keeps_its_members_in_an_order_that_nobody_chose() -> None:
    acts.seal(WEIGHTS)
    stored = Member.objects.filter(pool__account__code=COMMONS).order_by("position")
    expected = shares.in_sealed_order(list(WEIGHTS.items()), b"seed")
    assert [(member.account.code, member.weight) for member in stored.select_related("account")] == expected
    assert [member.position for member in stored] == [1, 2, 3]
    assert [member.weight_before for member in stored] == [0, expected[0][1], expected[0][1] + expected[1][1]]


def test_the_seal_can_be_computed_again_from_the_members() -> None:
    acts.seal(WEIGHTS)
    pool = Pool.objects.get()
    with connection.cursor() as cursor:
        cursor.execute("SELECT ledger.seal_of(%s)", [pool.pk])
        assert cursor.fetchone() == (pool.seal,)
    assert (pool.state, pool.members, pool.total_weight, pool.sealed_at) == ("open", 3, 7, NOW)


def test_sealing_again_is_doing_nothing() -> None:
    first = acts.seal(WEIGHTS)
    again = acts.seal(dict(reversed(WEIGHTS.items())))
    assert again == pools.Sealed(pool_id=first.pool_id, replayed=True)
    assert Pool.objects.count() == 1


@pytest.mark.parametrize(
    "others",
    [
        {ONE: 1, TWO: 2},
        {ONE: 1, TWO: 2, THREE: 5},
        {ONE: 1, TWO: 2, THREE: 4, JUMAS: 1},
        {ONE: 1, TWO: 2, JUMAS: 4},
    ],
)
def test_sealing_with_other_members_or_weights_is_a_conflict(others: dict[str, int]) -> None:
    acts.seal(WEIGHTS)
    with pytest.raises(KeyReused):
        acts.seal(others)
    assert Member.objects.count() == 3


def test_another_seed_is_another_order_and_so_a_conflict() -> None:
    acts.seal(WEIGHTS)
    with pytest.raises(KeyReused):
        pools.seal(code=COMMONS, members=list(WEIGHTS.items()), seed=b"kinder", now=NOW)


@pytest.mark.parametrize(
    ("code", "members", "refusal"),
    [
        (COMMONS, [], errors.PoolShut),
        (COMMONS, [(ONE, 0)], errors.WrongAmount),
        (COMMONS, [(ONE, -1)], errors.WrongAmount),
        (COMMONS, [(ONE, 2**63)], errors.WrongAmount),
        (COMMONS, [(ONE, 2**62), (TWO, 2**62)], errors.WrongAmount),
        (COMMONS, [(ONE, 1), (ONE, 1)], errors.DoneBefore),
        (COMMONS, [("user:nobody:available", 1)], errors.UnknownAccount),
        (COMMONS, [(codes.promotional(AMINA), 1)], errors.UnknownAccount),
        (COMMONS, [(codes.held(AMINA), 1)], errors.UnknownAccount),
        (COMMONS, [(codes.ISSUANCE, 1)], errors.UnknownAccount),
        (FEES, [(ONE, 1)], errors.WrongName),
        ("pool:", [(ONE, 1)], errors.WrongName),
        ("pool:a b", [(ONE, 1)], errors.WrongName),
        ("pool:" + "x" * 200, [(ONE, 1)], errors.WrongName),
    ],
)
def test_a_wrong_pool_has_a_name_and_is_not_begun(
    code: str, members: list[tuple[str, int]], refusal: type[DomainError]
) -> None:
    posting.open_accounts(codes=WEIGHTS, now=NOW)
    with pytest.raises(refusal):
        pools.seal(code=code, members=members, seed=b"seed", now=NOW)
    assert Pool.objects.count() == Member.objects.count() == 0
    assert not acts.on(code)


def test_the_account_of_a_pool_is_opened_by_its_pool_only() -> None:
    with pytest.raises(errors.WrongVerb):
        posting.open_accounts(codes=[COMMONS], now=NOW)


@pytest.mark.parametrize(
    "act",
    [
        lambda pool: connection.cursor().execute("SELECT ledger.add_members(%s, '{a}', '{1}')", [pool]),
        lambda pool: connection.cursor().execute("SELECT ledger.seal_pool(%s, now())", [pool]),
        lambda pool: connection.cursor().execute("SELECT ledger.finish_closing(%s, now())", [pool]),
    ],
)
def test_the_life_of_a_pool_goes_one_way(act: Callable[[int], object]) -> None:
    acts.seal(WEIGHTS)
    with pytest.raises(errors.PoolShut), errors.named_refusals(), acts.undone():
        act(Pool.objects.get().pk)
