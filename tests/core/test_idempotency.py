"""A key names one request of one actor; anything else is refused by name."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.foundation import idempotency
from apps.foundation.errors import Conflict, Invalid
from apps.foundation.idempotency import KeyRequired, KeyReused, Request

ALLOWED = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._:~-"


@given(st.text(ALLOWED, min_size=8, max_size=idempotency.MAX_LENGTH))
def test_a_key_is_kept_with_its_scope_and_the_hash_of_what_was_asked(key: str) -> None:
    asked = Request.read(key, scope="usr_1:pay", body=b"{}")
    assert asked == Request(key=f"usr_1:pay:{key}", hash=hashlib.sha256(b"{}").digest())


def test_the_same_key_of_two_actors_is_two_keys() -> None:
    ours, theirs = (
        Request.read("the-same-key", scope=scope, body=b"") for scope in ("usr_1:pay", "usr_2:pay")
    )
    assert ours.key != theirs.key


@pytest.mark.parametrize("header", [None, ""])
def test_a_request_without_a_key_is_told_what_to_send(header: str | None) -> None:
    with pytest.raises(KeyRequired, match="Idempotency-Key"):
        Request.read(header, scope="usr_1:pay", body=b"")


@pytest.mark.parametrize("header", ["short", "x" * 129, "with space", "with\nline", "é" * 8, "a" * 8 + "\0"])
def test_a_key_of_other_letters_or_lengths_is_refused(header: str) -> None:
    with pytest.raises(Invalid, match="8 to 128"):
        Request.read(header, scope="usr_1:pay", body=b"")


def test_a_key_used_for_something_else_is_a_conflict() -> None:
    assert issubclass(KeyReused, Conflict)
    assert KeyReused.code == "idempotency_key_reused"
