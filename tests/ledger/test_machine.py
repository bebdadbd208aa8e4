"""Random lives of the book, each step done by the real one and by the reference, which must never disagree."""

from collections.abc import Callable
from contextlib import ExitStack
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from apps.foundation.errors import DomainError
from apps.foundation.money import Amount
from apps.ledger.core import codes, shares
from apps.ledger.core.transfers import Posting, Transfer
from apps.ledger.reports.faults import CHECKS
from apps.ledger.services import holding, pools, posting
from tests.ledger import acts
from tests.ledger.acts import FEES
from tests.ledger.conftest import AMINA, JUMA, NOW
from tests.ledger.reference import Book, Refused

LEAST_STEPS = 2_000
PEOPLE = (AMINA, JUMA)
MEMBERS = [f"user:m{number}:available" for number in range(3)]
PURSES = [codes.available(AMINA), codes.available(JUMA), FEES, codes.TREASURY, *MEMBERS]
POOLS = ["pool:one", "pool:two"]
NOWHERE = "fees:nowhere"
EACH_STEP = [
    check.query for check in CHECKS if check.name in {"journals balance", "chains hold", "claims add up"}
]

person = st.sampled_from(PEOPLE)
rich = st.sampled_from([codes.available(AMINA)] * 3 + [codes.available(JUMA)] * 2 + [FEES])
fair = st.tuples(rich, st.sampled_from(PURSES), st.integers(1, 60)).filter(lambda move: move[0] != move[1])
fair_moves = st.lists(fair, min_size=1, max_size=3)
#: Whatever somebody may try: too much, nothing, less than that, and accounts that a transfer may not touch.
any_amount = st.sampled_from([1, 7, 400, 50_000, 0, -3])
anywhere = st.sampled_from(
    [*PURSES, *POOLS, codes.held(AMINA), codes.promotional(JUMA), codes.ISSUANCE, NOWHERE]
)
any_moves = st.lists(st.tuples(anywhere, anywhere, any_amount), max_size=2)
counted = {"steps": 0, "refused": 0}


class TwoBooks(RuleBasedStateMachine):
    """`self.book` is the reference; the real one is in the database, inside a transaction that is undone at the end."""

    def __init__(self) -> None:
        super().__init__()
        self.stack = ExitStack()
        self.stack.enter_context(acts.undone())
        self.book = Book()
        self.clock = NOW
        self.number = 0
        self.journals: dict[str, str] = {}  # public id by key, of what the reference knows too
        self.holds: dict[str, str] = {}
        self.done: list[tuple[str, Any]] = []

    def teardown(self) -> None:
        try:
            assert acts.faults() == []
        finally:
            self.stack.close()

    # --- doing it twice

    def both(self, real: Callable[[], Any], plain: Callable[[Book], Any]) -> tuple[Any, Any] | None:
        """The two answers, or None when both refused for the same reason."""
        counted["steps"] += 1
        trial = self.book.copy()
        expected: Any = None
        reason = ""
        try:
            expected = plain(trial)
        except Refused as refusal:
            reason = str(refusal)
        if reason:
            with pytest.raises(DomainError) as refused:
                real()
            assert refused.value.code == reason
            counted["refused"] += 1
            return None
        answer = real()
        self.book = trial
        return answer, expected

    def key(self) -> str:
        self.number += 1
        return f"key {self.number:05}"

    def spelled(self, key: str, transfers: Any) -> Posting:
        return Posting(
            key, "payment", [Transfer(source, target, Amount(part)) for source, target, part in transfers]
        )

    def post(self, postings: list[tuple[str, Any]]) -> None:
        answers = self.both(
            lambda: posting.post_many(postings=[self.spelled(*one) for one in postings], now=self.clock),
            lambda book: book.post(postings),
        )
        if answers:
            posted, replayed = answers
            assert [one.replayed for one in posted] == replayed
            for (key, _), one in zip(postings, posted, strict=True):
                assert self.journals.setdefault(key, one.journal_id) == one.journal_id
            self.done += postings

    # --- steps

    @initialize()
    def open_both(self) -> None:
        every = [*PURSES, codes.ISSUANCE, codes.PROMOTION]
        every = sorted({*every, *(code for name in PEOPLE for code in codes.of_person(name))})
        posting.open_accounts(codes=every, now=NOW)
        self.book.balances = dict.fromkeys(every, 0)
        self.book.numbers = dict.fromkeys(every, 0)
        self.top_up(AMINA, 5_000, is_gift=False)
        self.top_up(JUMA, 700, is_gift=False)
        self.seal("pool:one", [3, 5, 1])

    @rule(name=person, amount=st.integers(1, 700), is_gift=st.booleans())
    def top_up(self, name: str, amount: int, is_gift: bool) -> None:  # noqa: FBT001
        key = self.key()
        if is_gift:
            self.both(
                lambda: acts.give(name, amount, key=key),
                lambda book: book.issue(f"topup:{key}", codes.PROMOTION, codes.promotional(name), amount),
            )
            return
        answers = self.both(
            lambda: acts.credit(name, amount, reference=key),
            lambda book: book.issue(f"rail:test:{key}", codes.ISSUANCE, codes.available(name), amount),
        )
        if answers:
            self.journals[f"rail:test:{key}"] = answers[0].journal_id

    @rule(transfers=fair_moves)
    def post_one(self, transfers: Any) -> None:
        self.post([(self.key(), transfers)])

    @rule(transfers=any_moves, fine=fair_moves)
    def post_anything(self, transfers: Any, fine: Any) -> None:
        self.post([(self.key(), fine), (self.key(), transfers)])

    @rule(batch=st.lists(fair_moves, min_size=2, max_size=4), upside_down=st.booleans(), twice=st.booleans())
    def post_batch(self, batch: Any, upside_down: bool, twice: bool) -> None:  # noqa: FBT001
        """In any order of keys, sometimes with one of them twice."""
        postings = [(self.key(), transfers) for transfers in batch]
        self.post((postings[::-1] if upside_down else postings) + postings[: int(twice)])

    @precondition(lambda self: self.done)
    @rule(pick=st.integers(0, 10**6), more=fair_moves)
    def post_again(self, pick: int, more: Any) -> None:
        """What was posted before, beside something new."""
        self.post([self.done[pick % len(self.done)], (self.key(), more)])

    @precondition(lambda self: self.done)
    @rule(pick=st.integers(0, 10**6), other=fair_moves)
    def post_something_else_under_a_used_key(self, pick: int, other: Any) -> None:
        self.post([(self.done[pick % len(self.done)][0], other)])

    @precondition(lambda self: self.journals)
    @rule(pick=st.integers(0, 10**6), again=st.booleans())
    def reverse(self, pick: int, again: bool) -> None:  # noqa: FBT001
        original = sorted(self.journals)[pick % len(self.journals)]
        key = self.book.reversed_by.get(original) if again else None
        key = key or self.key()
        answers = self.both(
            lambda: posting.reverse(journal_id=self.journals[original], key=key, now=self.clock),
            lambda book: book.reverse(key, original),
        )
        if answers:
            assert self.journals.setdefault(key, answers[0].journal_id) == answers[0].journal_id

    @rule(
        name=person,
        amount=st.sampled_from([*range(1, 300, 7), 0, -3, 50_000]),
        again=st.sampled_from([False, False, False, True]),
        minutes=st.sampled_from([5, 10, 30]),
    )
    def hold(self, name: str, amount: int, again: bool, minutes: int) -> None:  # noqa: FBT001
        key = f"key {self.number:05}" if again else self.key()
        ends = self.clock + timedelta(minutes=minutes)
        answers = self.both(
            lambda: holding.hold(
                key=key, person=name, amount=Amount(amount), expires_at=ends, now=self.clock
            ),
            lambda book: book.hold(
                key,
                [codes.promotional(name), codes.available(name)],
                codes.held(name),
                amount,
                int(ends.timestamp()),
            ),
        )
        if answers:
            assert self.holds.setdefault(key, answers[0].hold_id) == answers[0].hold_id
            self.journals[key] = answers[0].journal_id

    @precondition(lambda self: self.holds)
    @rule(
        pick=st.integers(0, 10**6),
        parts=st.lists(
            st.tuples(st.sampled_from([*PURSES, "pool:one"]), st.sampled_from([1, 2, 9, 33, 0])), max_size=3
        ),
        again=st.booleans(),
    )
    def charge(self, pick: int, parts: list[tuple[str, int]], again: bool) -> None:  # noqa: FBT001
        name = self.some_hold(pick)
        key = f"charge {name}" if again else self.key()
        payees = [(code, Amount(part)) for code, part in parts]
        answers = self.both(
            lambda: holding.charge(hold_id=self.holds[name], key=key, payees=payees, now=self.clock),
            lambda book: book.settle(name, "charged", key, parts),
        )
        if answers:
            assert self.journals.setdefault(key, answers[0].journal_id) == answers[0].journal_id

    @precondition(lambda self: self.holds)
    @rule(pick=st.integers(0, 10**6))
    def void(self, pick: int) -> None:
        name = self.some_hold(pick)
        key = f"void {name}"
        self.both(
            lambda: holding.void(hold_id=self.holds[name], key=key, now=self.clock),
            lambda book: book.settle(name, "voided", key, []),
        )

    @rule(minutes=st.sampled_from([5, 10, 30]))
    def let_time_pass(self, minutes: int) -> None:
        self.clock += timedelta(minutes=minutes)
        answers = self.both(
            lambda: holding.expire_due(now=self.clock), lambda book: book.expire(int(self.clock.timestamp()))
        )
        assert answers is not None
        assert answers[0] == answers[1]

    @rule(code=st.just("pool:two"), weights=st.lists(st.integers(1, 2), min_size=1, max_size=2))
    def seal(self, code: str, weights: list[int]) -> None:
        members = list(zip(MEMBERS, weights, strict=False))
        ordered = shares.in_sealed_order(members, b"seed")
        self.both(
            lambda: pools.seal(code=code, members=members, seed=b"seed", now=self.clock),
            lambda book: book.seal(code, ordered),
        )

    @precondition(lambda self: self.book.pools)
    @rule(pick=st.integers(0, 1), source=rich, amount=st.integers(1, 200))
    def pay_in(self, pick: int, source: str, amount: int) -> None:
        code, key = self.some_pool(pick), self.key()
        answers = self.both(
            lambda: acts.pay_in(amount, key=key, code=code, source=source),
            lambda book: book.post([(key, [(source, code, amount)])]),
        )
        if answers:
            self.journals[key] = answers[0].journal_id

    @precondition(lambda self: self.book.pools)
    @rule(pick=st.integers(0, 1), account=st.sampled_from([*MEMBERS, *MEMBERS, FEES]))
    def claim(self, pick: int, account: str) -> None:
        code = self.some_pool(pick)

        def plain(book: Book) -> int:
            if paid := book.pay_members(code, [account]):
                return paid
            raise Refused("nothing_moves")

        answers = self.both(lambda: pools.claim(code=code, account=account, now=self.clock), plain)
        if answers:
            assert answers[0].amount.micro == answers[1]

    @precondition(lambda self: self.book.pools)
    @rule(pick=st.integers(0, 1))
    def sweep(self, pick: int) -> None:
        code = self.some_pool(pick)
        answers = self.both(
            lambda: pools.sweep(code=code, now=self.clock),
            lambda book: book.pay_members(code, [account for account, _ in book.pools[code].members]),
        )
        assert answers is not None
        assert answers[0].amount.micro == answers[1]

    @precondition(lambda self: self.number > 15 and self.book.pools)
    @rule(pick=st.integers(0, 1))
    def close(self, pick: int) -> None:
        code = self.some_pool(pick)
        answers = self.both(lambda: pools.close(code=code, now=self.clock), lambda book: book.close(code))
        assert answers is not None
        assert answers[0].amount.micro == answers[1]

    def some_hold(self, pick: int) -> str:
        """Mostly one that is still pending."""
        pending = sorted(name for name in self.holds if self.book.holds[name].state == "pending")
        names = pending if pending and pick % 4 else sorted(self.holds)
        return names[pick % len(names)]

    def some_pool(self, pick: int) -> str:
        return sorted(self.book.pools)[pick % len(self.book.pools)]

    # --- what holds after every step

    @invariant()
    def accounts_stand_alike(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute('SELECT code, balance, seq FROM ledger.account ORDER BY code COLLATE "C"')
            stands = cursor.fetchall()
        assert stands == [
            (code, self.book.balances[code], self.book.numbers[code]) for code in sorted(self.book.balances)
        ]
        assert sum(balance for _, balance, _ in stands) == 0

    @invariant()
    def pools_and_holds_stand_alike(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT code, state, claimed, balance + claimed"
                "  FROM ledger.pool JOIN ledger.account ON account.id = account_id"
            )
            stands = {code: tuple(rest) for code, *rest in cursor.fetchall()}
            cursor.execute("SELECT public_id, state, amount FROM ledger.hold")
            held = {public_id: (state, amount) for public_id, state, amount in cursor.fetchall()}
        assert stands == {
            code: (pool.state, sum(pool.claimed.values()), pool.paid_in)
            for code, pool in self.book.pools.items()
        }
        assert held == {self.holds[name]: (hold.state, hold.micro) for name, hold in self.book.holds.items()}

    @invariant()
    def chains_hold(self) -> None:
        with connection.cursor() as cursor:
            for query in EACH_STEP:
                cursor.execute(query)
                assert cursor.fetchall() == []


@pytest.mark.django_db
def test_the_book_and_its_reference_never_disagree() -> None:
    counted.update(steps=0, refused=0)
    lives = settings(
        max_examples=LEAST_STEPS // 25,  # a life has 50 steps at most and about 40 on the average
        stateful_step_count=50,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(TwoBooks, settings=lives)
    assert counted["steps"] >= LEAST_STEPS
    assert counted["refused"] < counted["steps"] * 0.6, "most steps should do something"
