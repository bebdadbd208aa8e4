"""Transfers are balanced by construction, and a request's hash says exactly what was asked."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from apps.foundation.money import Amount
from apps.ledger.core import codes, transfers
from apps.ledger.core.transfers import Posting, Transfer

CODES = st.sampled_from(["treasury", "fees:mdl_1", "user:a:available", "user:b:available", "pool:c"])
TRANSFERS = st.lists(st.builds(Transfer, CODES, CODES, st.integers(1, 10**17).map(Amount)), max_size=6)
POSTINGS = st.builds(
    Posting,
    key=st.just("key"),
    kind=st.sampled_from(["a", "b_c"]),
    transfers=TRANSFERS,
    about=st.text(max_size=80),
)


@given(TRANSFERS)
def test_whatever_is_transferred_nets_to_zero(moves: list[Transfer]) -> None:
    assert sum(transfers.net(moves).values()) == 0


@given(TRANSFERS)
def test_an_account_that_comes_out_even_is_left_out(moves: list[Transfer]) -> None:
    assert 0 not in transfers.net(moves).values()
    assert transfers.net([*moves, *(Transfer(move.target, move.source, move.amount) for move in moves)]) == {}


def test_each_account_stands_once_in_a_net() -> None:
    moves = [Transfer("a", "b", Amount(10)), Transfer("a", "c", Amount(5)), Transfer("b", "c", Amount(3))]
    assert transfers.net(moves) == {"a": -15, "b": 7, "c": 8}


@given(POSTINGS, POSTINGS)
def test_two_requests_have_one_hash_only_when_they_are_the_same(one: Posting, other: Posting) -> None:
    same = (one.kind, one.about, one.transfers) == (other.kind, other.about, other.transfers)
    assert (one.request_hash == other.request_hash) == same


@given(POSTINGS)
def test_the_key_is_not_part_of_what_was_asked(posting: Posting) -> None:
    assert replace(posting, key="another").request_hash == posting.request_hash


@given(POSTINGS, TRANSFERS)
def test_no_cause_can_be_spelled_so_that_it_passes_for_a_transfer(
    posting: Posting, more: list[Transfer]
) -> None:
    lines = [f"{move.source}|{move.target}|{move.amount.micro}" for move in more]
    disguised = replace(posting, about="\n".join([posting.about, *lines]))
    open_about_it = replace(posting, transfers=[*more, *posting.transfers])
    assert (disguised.request_hash == open_about_it.request_hash) == (not more)


def test_a_person_is_found_in_the_codes_of_its_four_accounts_and_nowhere_else() -> None:
    assert {codes.person_of(code) for code in codes.of_person("usr_1")} == {"usr_1"}
    assert [codes.person_of(code) for code in ("treasury", "fees:usr_1", "pool:usr_1:x")] == [
        None,
        None,
        None,
    ]
