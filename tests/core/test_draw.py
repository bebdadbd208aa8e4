"""Lots fall by the key alone: the same for whoever knows it, even for all, and not to be moved by who else is there."""

import hashlib
import hmac
from collections import Counter
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from apps.curation.core import draw

KEYS = st.binary(min_size=32, max_size=32)
IDS = st.text(st.sampled_from("0123456789ABCDEFGH"), min_size=4, max_size=8).map("usr_".__add__)
PEOPLE = st.sets(IDS, max_size=20)
REVISION = "rev_01M8720000000000000000000A"


@given(KEYS, IDS, IDS)
def test_a_place_is_what_anybody_with_the_key_computes(key: bytes, revision: str, person: str) -> None:
    expected = hmac.new(key, f"{revision}|{person}".encode(), hashlib.sha256).digest()
    assert draw.place(key, revision, person) == expected


def test_key_revision_and_person_each_change_the_place() -> None:
    places = {
        draw.place(key, revision, person)
        for key in (bytes(32), b"\x01" * 32)
        for revision in ("rev_1", "rev_2")
        for person in ("usr_1", "usr_2")
    }
    assert len(places) == 8


@given(KEYS, PEOPLE, st.integers(0, 25))
def test_so_many_are_drawn_as_are_wanted_or_there(key: bytes, people: set[str], wanted: int) -> None:
    chosen = draw.drawn(key, REVISION, among=people, wanted=wanted)
    assert chosen <= people
    assert len(chosen) == min(wanted, len(people))


@given(KEYS, PEOPLE, st.integers(0, 25), st.randoms())
def test_the_order_of_the_people_and_being_named_twice_change_nothing(
    key: bytes, people: set[str], wanted: int, chance: Random
) -> None:
    shuffled = [*people, *people]
    chance.shuffle(shuffled)
    once = draw.drawn(key, REVISION, among=people, wanted=wanted)
    assert draw.drawn(key, REVISION, among=shuffled, wanted=wanted) == once


@given(KEYS, PEOPLE, st.integers(0, 24))
def test_drawing_one_more_keeps_those_who_were_drawn(key: bytes, people: set[str], wanted: int) -> None:
    fewer = draw.drawn(key, REVISION, among=people, wanted=wanted)
    assert fewer <= draw.drawn(key, REVISION, among=people, wanted=wanted + 1)


@given(KEYS, PEOPLE, IDS, st.integers(1, 25))
def test_a_newcomer_takes_one_place_at_most_and_it_is_their_own(
    key: bytes, people: set[str], newcomer: str, wanted: int
) -> None:
    """Or somebody who brings friends along could move the lot between others."""
    before = draw.drawn(key, REVISION, among=people - {newcomer}, wanted=wanted)
    after = draw.drawn(key, REVISION, among=people | {newcomer}, wanted=wanted)
    assert after - before <= {newcomer}
    assert len(before - after) <= 1


@given(KEYS, PEOPLE, st.integers(1, 25))
def test_whoever_was_not_drawn_can_leave_without_a_trace(key: bytes, people: set[str], wanted: int) -> None:
    chosen = draw.drawn(key, REVISION, among=people, wanted=wanted)
    assert draw.drawn(key, REVISION, among=chosen, wanted=wanted) == chosen


def test_lots_are_even_over_many_revisions() -> None:
    people = [f"usr_{number}" for number in range(10)]
    drawn = Counter(
        person
        for number in range(3_000)
        for person in draw.drawn(b"k" * 32, f"rev_{number}", among=people, wanted=2)
    )
    assert sum(drawn.values()) == 6_000
    assert all(510 < drawn[person] < 690 for person in people)  # 600 each, within four deviations


def test_two_people_meet_as_often_as_chance_has_it() -> None:
    """Nobody is tied to anybody: of ten, a pair is drawn together for one revision in forty-five."""
    people = [f"usr_{number}" for number in range(10)]
    together = sum(
        draw.drawn(b"k" * 32, f"rev_{number}", among=people, wanted=2) == {"usr_0", "usr_1"}
        for number in range(4_500)
    )
    assert 60 < together < 140
