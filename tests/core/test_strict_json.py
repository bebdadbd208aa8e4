"""Plain JSON is read as everybody reads it; each trap is refused with its place."""

import contextlib
import json
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.foundation import strict_json
from apps.foundation.strict_json import BadJson

TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)
LEAVES = (
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
)
PLAIN = st.recursive(
    LEAVES | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=40,
)


@given(PLAIN, st.sampled_from([{}, {"indent": 1}, {"ensure_ascii": False}, {"separators": (",", ":")}]))
def test_every_plain_value_is_read_as_the_standard_parser_reads_it(
    value: object, style: dict[str, Any]
) -> None:
    body = json.dumps(value, **style).encode()
    assert strict_json.loads(body) == json.loads(body)


@given(st.binary(max_size=200))
def test_whatever_is_sent_is_read_or_refused_and_nothing_else(body: bytes) -> None:
    try:
        value = strict_json.loads(body)
    except BadJson:
        return
    assert value == json.loads(body)


@given(st.text(st.sampled_from('[]{}",:\\u0018dN1e9 \n'), max_size=60))
def test_what_looks_like_json_is_read_alike_or_refused(text: str) -> None:
    try:
        value = strict_json.loads(text.encode())
    except BadJson:
        return
    assert value == json.loads(text)


TRAPS = {
    b'{"a": [1, NaN]}': ("/a/1", "NaN is not a number"),
    b'{"a": Infinity}': ("/a", "Infinity is not a number"),
    b"[-Infinity]": ("/0", "-Infinity is not a number"),
    b'{"a": {"b": 1, "c": 2, "b": 3}}': ("/a", "“b” stands twice"),
    b'{"a": 1, "\\u0061": 2}': ("", "“a” stands twice"),
    b'["ok", "\\ud800"]': ("/1", "half of a surrogate pair"),
    b'{"\\uDFFF": 1}': ("", "half of a surrogate pair"),
    b'{"a": "x\\u0000y"}': ("/a", "NUL"),
    b'{"\\u0000": 1}': ("", "NUL"),
    b'{"n": 9223372036854775808}': ("/n", "beyond 2^63"),
    b'{"n": -9223372036854775809}': ("/n", "beyond 2^63"),
    b'{"n": ' + b"9" * 5000 + b"}": ("/n", "beyond 2^63"),
    b"[1e999]": ("/0", "beyond what can be kept"),
    b"[-1E+400]": ("/0", "beyond what can be kept"),
    b"[" + b"9" * 400 + b".0]": ("/0", "beyond what can be kept"),
    b'{"a~/b": [NaN]}': ("/a~0~1b/0", "NaN is not a number"),
}


@pytest.mark.parametrize("body", TRAPS, ids=lambda body: body[:24].decode())
def test_a_trap_is_refused_and_its_place_is_named_by_a_pointer(body: bytes) -> None:
    pointer, reason = TRAPS[body]
    with pytest.raises(BadJson, match=r".") as refusal:
        strict_json.loads(body)
    assert reason in refusal.value.sentence
    assert list(refusal.value.fields) == [pointer]
    assert refusal.value.sentence.startswith(f"At {pointer}: " if pointer else "The ")


SYNTAX = {
    b"": "line 1, column 1",
    b'{"a": 1,\n "b" 2}': "line 2, column 6",
    b"[1, 2": "line 1, column 6",
    b"{} {}": "line 1, column 4",
    b'"\x01"': "line 1, column 2",
    b"[01]": "line 1, column 3",
    b"{'a': 1}": "line 1, column 2",
    b"\xef\xbb\xbf{}": "byte 0",
    b'"\xff"': "byte 1",
    b'"\xed\xa0\x80"': "byte 1",
    "{}".encode("utf-16"): "byte 0",
    b"[" * 65: "line 1, column 65",
    b"[\n" * 65 + b"]" * 65: "line 65, column 1",
    b'{"a":' * 65 + b"1" + b"}" * 65: "line 1, column 321",
    b"[" * 5_000_000: "line 1, column 65",
    b"[" + b"[]," * 400_000 + b"[" * 64 + b"]" * 65: "after byte 1000000",
}


@pytest.mark.parametrize("body", SYNTAX, ids=lambda body: repr(body[:16]))
def test_what_is_not_json_is_refused_with_its_line_and_column_or_byte(body: bytes) -> None:
    with pytest.raises(BadJson) as refusal:
        strict_json.loads(body)
    assert SYNTAX[body] in refusal.value.sentence


def test_what_looks_like_a_trap_and_is_none_is_read() -> None:
    body = rb'{"pair": "\ud83d\ude00", "spelled": "\\u0000 \\ud800", "[[[": "{\"[", "most": -9223372036854775808}'
    assert strict_json.loads(body) == json.loads(body)


def test_sixty_four_levels_are_read_and_brackets_in_strings_do_not_count() -> None:
    deep = b"[" * 63 + b'{"a": "' + b"[{" * 200 + b'"}' + b"]" * 63
    assert strict_json.loads(deep) == json.loads(deep)


def test_a_body_of_more_than_ten_megabytes_is_not_read() -> None:
    with pytest.raises(BadJson, match="at most 10485760"):
        strict_json.loads(b" " * (strict_json.MOST_BYTES + 1))


def test_what_is_quoted_in_a_refusal_is_short_and_can_be_encoded() -> None:
    with pytest.raises(BadJson) as refusal:
        strict_json.loads(b'{"' + b"k" * 5000 + b'": ["' + b"v" * 5000 + b'\\udc00"]}')
    (pointer,) = refusal.value.fields
    assert len(refusal.value.sentence) < 400
    assert len(pointer.encode()) < 100


HOSTILE = {
    "escaped quotes that never end": b'"' + b'\\"' * 5_000_000,
    "quotes and depth that never end": b"[" * 65 + b'"' + b'\\"' * 5_000_000 + b"\\",
    "sixty-four levels again and again": b"[" + b",".join([b"[" * 63 + b"]" * 63] * 20_000) + b"]",
    "a million keys and one of them twice": b"{"
    + b",".join(b'"%d":0' % n for n in range(700_000))
    + b',"0":0}',
    "numbers and one trap at the end": b"[" + b"1," * 5_000_000 + b"NaN]",
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_ten_megabytes_of_malice_cost_seconds_and_not_minutes(kind: str) -> None:
    began = time.process_time()
    with contextlib.suppress(BadJson):
        strict_json.loads(HOSTILE[kind])
    assert time.process_time() - began < 12
