"""Two copies of the same thing hash alike, and only things with one obvious spelling are hashed."""

import hashlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.foundation import hashing

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=10)
LEAVES = st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | TEXT
VALUES = st.recursive(
    LEAVES, lambda inner: st.lists(inner) | st.dictionaries(st.text("abcé", max_size=4), inner)
)

#: RFC 8785: no white space, keys by UTF-16 code units, the shortest escapes, everything else as UTF-8.
VECTORS: list[tuple[object, str]] = [
    ({}, "{}"),
    ([], "[]"),
    (None, "null"),
    ([True, False], "[true,false]"),
    ([0, -1, 9007199254740991], "[0,-1,9007199254740991]"),
    ({"b": 1, "a": 2, "": 3}, '{"":3,"a":2,"b":1}'),
    ({"10": 1, "9": 2, "A": 3, "a": 4}, '{"10":1,"9":2,"A":3,"a":4}'),
    (
        {"numbers": [3, 1, 2], "nested": {"z": None, "y": []}},
        '{"nested":{"y":[],"z":null},"numbers":[3,1,2]}',
    ),
    ('\b\t\n\f\r"\\/', '"\\b\\t\\n\\f\\r\\"\\\\/"'),
    ("\x00\x0b\x1f\x7f", '"\\u0000\\u000b\\u001f\x7f"'),
    ("€ and \u2028", '"€ and \u2028"'),
    ({"€": 1, "\r": 2, "1": 3, "😀": 4, "\x80": 5, "ö": 6}, '{"\\r":2,"1":3,"\x80":5,"ö":6,"€":1,"😀":4}'),
]


@pytest.mark.parametrize(("value", "spelled"), VECTORS, ids=lambda part: repr(part)[:30])
def test_a_value_is_spelled_as_rfc_8785_says(value: object, spelled: str) -> None:
    assert hashing.canonical_bytes(value) == spelled.encode()


def test_keys_are_ordered_by_utf_16_units_and_not_by_code_points() -> None:
    emoji, fullwidth = "\U0001f600", "\uff21"  # D83D DE00 stands before FF21, though 1F600 is greater
    spelled = hashing.canonical_bytes({fullwidth: 1, emoji: 2}).decode()
    assert spelled.index(emoji) < spelled.index(fullwidth)
    assert sorted([fullwidth, emoji]) == [fullwidth, emoji]


def test_letters_are_composed_first_in_keys_and_in_values() -> None:
    assert hashing.digest({"e\u0301": "A\u030a"}) == hashing.digest({"é": "Å"})


def test_two_keys_that_become_one_are_refused() -> None:
    with pytest.raises(ValueError, match="two keys"):
        hashing.canonical_bytes({"é": 1, "e\u0301": 2})


@given(VALUES)
def test_the_order_in_which_keys_were_written_does_not_matter(value: object) -> None:
    spelled = hashing.canonical_bytes(value)
    assert hashing.canonical_bytes(_reversed(value)) == spelled
    assert hashing.canonical_bytes(json.loads(spelled)) == spelled


def test_a_digest_is_sha_256_of_the_canonical_bytes() -> None:
    assert hashing.digest({"a": 1}) == hashlib.sha256(b'{"a":1}').digest()


@pytest.mark.parametrize(
    ("value", "error"),
    [
        (1.0, TypeError),
        (float("nan"), TypeError),
        (b"bytes", TypeError),
        ({1: 2}, TypeError),
        ({"a": {1, 2}}, TypeError),
        (object(), TypeError),
        (2**53, ValueError),
        (-(2**53), ValueError),
        ("\ud800", ValueError),
    ],
)
def test_what_has_no_one_spelling_is_refused(value: object, error: type[Exception]) -> None:
    with pytest.raises(error):
        hashing.canonical_bytes(value)


def _reversed(value: object) -> object:
    if isinstance(value, dict):
        return {key: _reversed(value[key]) for key in reversed(value)}
    if isinstance(value, list):
        return tuple(_reversed(item) for item in value)
    return value
