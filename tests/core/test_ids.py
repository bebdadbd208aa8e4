"""An id says what it names, sorts by age where it may, and tells nothing where it must not."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.foundation import ids

NOW = datetime(2026, 11, 19, 14, 2, 11, 123_456, tzinfo=UTC)
MOMENTS = st.datetimes(datetime(1970, 1, 2), datetime(5000, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


def test_a_new_id_has_its_prefix_and_twenty_six_letters() -> None:
    made = ids.new("txn", now=NOW)
    assert ids.is_id(made, "txn")
    assert len(made) == ids.MAX_LENGTH
    assert not ids.is_id(made, "usr")


@given(MOMENTS, st.integers(1, 10**6))
def test_a_later_id_sorts_later(now: datetime, milliseconds: int) -> None:
    later = now + timedelta(milliseconds=milliseconds)
    assert ids.new("txn", now=now) < ids.new("txn", now=later)


def test_an_id_is_laid_out_as_uuid_version_7() -> None:
    number = _number(ids.new("txn", now=NOW))
    assert number >> 80 == int(NOW.timestamp() * 1000)
    assert number >> 76 & 0xF == 7
    assert number >> 62 & 0b11 == 0b10


def test_ids_of_one_moment_differ() -> None:
    assert len({ids.new("txn", now=NOW) for _ in range(1000)}) == 1000


def test_a_random_id_has_the_same_shape_and_no_time() -> None:
    made = [ids.new_random("acc") for _ in range(200)]
    assert all(ids.is_id(one, "acc") for one in made)
    assert len({one[4:8] for one in made}) > 150


def test_a_prefix_that_is_not_on_the_list_is_refused() -> None:
    with pytest.raises(ValueError, match="closed list"):
        ids.new("xyz", now=NOW)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "txn",
        "txn_",
        "txn_" + "0" * 25,
        "txn_" + "0" * 27,
        "txn_8" + "0" * 25,  # more than 128 bits
        "txn_" + "I" * 26,  # no I, L, O, U in Crockford's letters
        "txn_" + "a" * 26,
        "TXN_" + "0" * 26,
        "xyz_" + "0" * 26,
        "txn_" + "\u0660" * 26,  # digits of another script
        "txn_" + "0" * 26 + "\n",
    ],
)
def test_what_only_looks_like_an_id_is_none(text: str) -> None:
    assert not ids.is_id(text, "txn")
    assert ids.kind_of(text) is None


@pytest.mark.parametrize("prefix", ids.PREFIXES)
def test_a_search_box_knows_any_id_by_its_prefix(prefix: str) -> None:
    assert ids.kind_of(ids.new_random(prefix)) == prefix


def test_a_short_id_keeps_its_beginning_and_end() -> None:
    made = ids.new("txn", now=NOW)
    assert ids.shorten(made) == f"{made[:10]}…{made[-2:]}"
    assert ids.shorten("not an id") == "not an id"


def _number(public_id: str) -> int:
    number = 0
    for letter in public_id.partition("_")[2]:
        number = number * 32 + ids.ALPHABET.index(letter)
    return number
