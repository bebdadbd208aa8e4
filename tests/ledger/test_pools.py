"""A pool pays sealed members exactly: to the last micro-OPEN, in any order, and never takes anything back."""

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from apps.foundation.errors import DomainError
from apps.foundation.money import MOST, Amount
from apps.ledger.core import codes, shares
from apps.ledger.models import Entry, Journal, Pool
from apps.ledger.services import errors, pools, posting
from tests.ledger import acts
from tests.ledger.acts import AMINAS, COMMONS, JUMAS
from tests.ledger.conftest import AMINA, NOW

pytestmark = pytest.mark.usefixtures("purses")
ONE, TWO, THREE = (f"user:m{number}:available" for number in (1, 2, 3))
WEIGHTS = {ONE: 1, TWO: 2, THREE: 4}


def claim(account: str) -> int:
    return pools.claim(code=COMMONS, account=account, now=NOW).amount.micro


def due(account: str) -> int:
    return pools.due(code=COMMONS, account=account).micro


def sweep() -> pools.Paid:
    return pools.sweep(code=COMMONS, now=NOW)


def close() -> pools.Paid:
    return pools.close(code=COMMONS, now=NOW)


def state() -> str:
    return Pool.objects.get(account__code=COMMONS).state


# --- paying in


def test_paying_in_costs_two_entries_whatever_the_number_of_members() -> None:
    acts.seal({f"user:m{number}:available": 1 for number in range(50)})
    paid = acts.pay_in(1000, key="fee")
    assert Entry.objects.filter(journal__public_id=paid.journal_id).count() == 2
    assert acts.pay_in(1000, key="fee").replayed
    assert acts.on(COMMONS) == 1000


@pytest.mark.parametrize(
    ("micro", "source", "refusal"),
    [
        (0, AMINAS, errors.WrongAmount),
        (-1, AMINAS, errors.WrongAmount),
        (MOST, AMINAS, errors.InsufficientFunds),
        (1, "user:nobody:available", errors.UnknownAccount),
        (1, codes.held(AMINA), errors.WrongVerb),
        (1, codes.promotional(AMINA), errors.WrongVerb),
        (1, COMMONS, errors.WrongAmount),
    ],
)
def test_a_wrong_payment_into_a_pool_has_a_name_and_writes_nothing(
    micro: int, source: str, refusal: type[DomainError]
) -> None:
    acts.seal(WEIGHTS)
    before = acts.journals()
    with pytest.raises(refusal):
        acts.pay_in(micro, key="fee", source=source)
    assert acts.journals() == before


def test_a_pool_that_is_not_there_cannot_be_paid() -> None:
    for act in (lambda: acts.pay_in(1, key="fee"), sweep, close, lambda: claim(ONE), lambda: due(ONE)):
        with pytest.raises(errors.UnknownAccount):
            act()


def test_money_leaves_a_pool_by_claims_only() -> None:
    acts.seal(WEIGHTS)
    paid = acts.pay_in(70, key="fee")
    with pytest.raises(errors.WrongVerb):
        acts.pay("out", COMMONS, JUMAS, 1)
    with pytest.raises(errors.WrongVerb):
        posting.reverse(journal_id=paid.journal_id, key="undo", now=NOW)


def test_a_claim_is_not_taken_back_by_a_reversal() -> None:
    acts.seal(WEIGHTS)
    acts.pay_in(70, key="fee")
    claim(ONE)
    with pytest.raises(errors.WrongVerb):
        posting.reverse(journal_id=Journal.objects.latest("pk").public_id, key="undo", now=NOW)


# --- claiming


def test_while_open_a_member_is_owed_the_floor_of_its_share() -> None:
    acts.seal(WEIGHTS)
    acts.pay_in(10, key="fee")
    assert [due(member) for member in WEIGHTS] == [1, 2, 5]
    assert claim(THREE) == 5
    acts.pay_in(11, key="another")
    assert [due(member) for member in WEIGHTS] == [3, 6, 7]


def test_claiming_again_finds_nothing_owed() -> None:
    acts.seal(WEIGHTS)
    acts.pay_in(70, key="fee")
    assert claim(TWO) == 20
    before = acts.journals()
    with pytest.raises(errors.NothingMoves, match="Nothing is owed"):
        claim(TWO)
    assert acts.journals() == before
    assert acts.on(TWO) == 20


def test_a_share_below_one_micro_waits_until_it_is_one() -> None:
    acts.seal(WEIGHTS)
    acts.pay_in(6, key="fee")
    with pytest.raises(errors.NothingMoves):
        claim(ONE)
    acts.pay_in(1, key="another")
    assert claim(ONE) == 1


def test_a_stranger_is_not_a_member() -> None:
    acts.seal(WEIGHTS)
    acts.pay_in(70, key="fee")
    for account in (JUMAS, "user:nobody:available", COMMONS):
        with pytest.raises(errors.UnknownAccount):
            claim(account)
        with pytest.raises(errors.UnknownAccount):
            due(account)


def test_a_sweep_pays_everybody_in_one_journal() -> None:
    acts.seal(WEIGHTS)
    acts.pay_in(75, key="fee")
    assert sweep() == pools.Paid(amount=Amount(10 + 21 + 42), members=3)
    assert [acts.on(member) for member in WEIGHTS] == [10, 21, 42]
    assert acts.on(COMMONS) == 2
    assert acts.faults() == []


def test_sweeping_again_pays_nothing() -> None:
    acts.seal(WEIGHTS)
    acts.pay_in(75, key="fee")
    sweep()
    assert sweep() == pools.Paid(amount=Amount(0), members=0)


def test_a_sweep_goes_by_chunks_and_passes_over_who_has_claimed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pools, "CHUNK", 2)
    members = {f"user:m{number}:available": number for number in range(1, 8)}
    acts.seal(members)
    acts.pay_in(2800, key="fee")
    assert claim("user:m3:available") == 300
    before = acts.journals()
    assert sweep() == pools.Paid(amount=Amount(2500), members=6)
    assert acts.journals() == before + 4
    assert [acts.on(code) for code in members] == [100 * number for number in range(1, 8)]


# --- closing


def test_at_close_the_shares_sum_to_exactly_what_was_paid_in() -> None:
    acts.seal(WEIGHTS)
    acts.pay_in(75, key="fee")
    paid = close()
    assert paid.amount == Amount(75)
    assert (acts.on(COMMONS), state()) == (0, "closed")
    ordered = shares.in_sealed_order(list(WEIGHTS.items()), b"seed")
    assert [acts.on(code) for code, _ in ordered] == shares.final_shares(
        [weight for _, weight in ordered], 75
    )
    assert acts.faults() == []


def test_a_pool_that_was_never_paid_closes_too() -> None:
    acts.seal(WEIGHTS)
    assert close() == pools.Paid(amount=Amount(0), members=0)
    assert state() == "closed"


def test_closing_again_is_doing_nothing() -> None:
    acts.seal(WEIGHTS)
    acts.pay_in(75, key="fee")
    close()
    before = acts.journals()
    assert close() == pools.Paid(amount=Amount(0), members=0)
    assert acts.journals() == before


def test_a_pool_that_closes_or_is_closed_takes_no_more_money() -> None:
    acts.seal(WEIGHTS)
    acts.pay_in(75, key="fee")
    with connection.cursor() as cursor:
        cursor.execute("SELECT ledger.start_closing(%s)", [Pool.objects.get().pk])
    with pytest.raises(errors.PoolShut, match="closing"):
        acts.pay_in(1, key="while closing")
    assert acts.pay_in(75, key="fee").replayed
    close()
    with pytest.raises(errors.PoolShut, match="closed"):
        acts.pay_in(1, key="after")
    with pytest.raises(errors.PoolShut, match="closed"):
        acts.charge(acts.hold(5), (COMMONS, 5))


def test_a_member_may_still_claim_its_final_share_while_the_pool_closes() -> None:
    acts.seal(WEIGHTS)
    acts.pay_in(75, key="fee")
    sweep()
    with connection.cursor() as cursor:
        cursor.execute("SELECT ledger.start_closing(%s)", [Pool.objects.get().pk])
    late = {member: due(member) for member in WEIGHTS if due(member)}
    assert sum(late.values()) == 2
    for member, micro in late.items():
        assert claim(member) == micro
    close()
    assert (acts.on(COMMONS), state()) == (0, "closed")


def test_a_close_that_was_killed_is_simply_begun_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pools, "CHUNK", 1)
    acts.seal(WEIGHTS)
    acts.pay_in(75, key="fee")
    pay, calls = pools._pay, []

    def dying(*args: object, **kwargs: object) -> pools.Paid:
        calls.append(args)
        if len(calls) == 3:
            raise KeyboardInterrupt
        return pay(*args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(pools, "_pay", dying)
    with pytest.raises(KeyboardInterrupt):
        close()
    assert state() == "closing"
    monkeypatch.setattr(pools, "_pay", pay)
    close()
    assert (acts.on(COMMONS), state(), sum(acts.on(member) for member in WEIGHTS)) == (0, "closed", 75)
    assert acts.faults() == []


def test_weights_and_amounts_may_be_as_large_as_they_go() -> None:
    weights = {ONE: 2**62, TWO: 2**61, THREE: 2**61 - 1}
    acts.seal(weights)
    fortune = MOST - Amount.of_open(200).micro
    acts.credit(AMINA, fortune, reference="all that is left")
    acts.pay_in(fortune, key="fee")
    assert [due(member) for member in weights] == [
        shares.open_share(weight, 2**63 - 1, fortune) for weight in weights.values()
    ]
    assert close().amount == Amount(fortune)


# --- exactness, whatever happens in which order

MEMBERS = st.lists(st.integers(1, 10**6), min_size=1, max_size=6)
ACTS = st.lists(
    st.one_of(
        st.tuples(st.just("pay in"), st.integers(1, 10**6)),
        st.tuples(st.just("claim"), st.integers(0, 5)),
        st.tuples(st.just("sweep"), st.just(0)),
    ),
    max_size=12,
)


@acts.EXAMPLES
@given(weights=MEMBERS, steps=ACTS)
def test_any_order_of_claims_and_payments_ends_with_exactly_the_final_shares(
    weights: list[int], steps: list[tuple[str, int]]
) -> None:
    with acts.undone():
        members = {f"user:m{number}:available": weight for number, weight in enumerate(weights)}
        acts.seal(members)
        paid_in = paid_out = 0
        for number, (act, value) in enumerate(steps):
            if act == "pay in":
                acts.pay_in(value, key=f"fee {number}")
                paid_in += value
            elif act == "sweep":
                paid_out += sweep().amount.micro
            else:
                paid_out += _claim_something(list(members)[value % len(members)])
            for code, weight in members.items():
                got = acts.on(code)
                assert got <= shares.open_share(weight, sum(weights), paid_in) == got + due(code)
            assert acts.on(COMMONS) == paid_in - paid_out
        before = {code: acts.on(code) for code in members}
        paid_out += close().amount.micro
        assert paid_out == paid_in
        ordered = shares.in_sealed_order(list(members.items()), b"seed")
        final = shares.final_shares([weight for _, weight in ordered], paid_in)
        assert [acts.on(code) for code, _ in ordered] == final
        assert all(acts.on(code) >= before[code] for code in members)
        assert acts.faults() == []


def _claim_something(account: str) -> int:
    try:
        return claim(account)
    except errors.NothingMoves:
        return 0
