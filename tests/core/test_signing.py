"""A signature under a version holds for that version, from that host, and for nothing else."""

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from hypothesis import given
from hypothesis import strategies as st

from apps.snapshots.core import signing

SEEDS = st.binary(min_size=32, max_size=32)
SEED = bytes(range(32))
MESSAGE = b'{"version":"1.0.0"}'
#: RFC 8032, section 7.1: seeds and their public keys.
RFC_8032 = [
    (
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
    ),
    (
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
    ),
]


@pytest.mark.parametrize(("seed", "key"), RFC_8032)
def test_a_public_key_is_that_of_rfc_8032(seed: str, key: str) -> None:
    assert signing.public_key(bytes.fromhex(seed)).hex() == key


@given(SEEDS, st.binary(max_size=200))
def test_what_is_signed_can_be_checked_by_everybody(seed: bytes, message: bytes) -> None:
    signature = signing.sign(seed, message)
    assert len(signature) == 64
    assert signature == signing.sign(seed, message)
    assert signing.verify(signing.public_key(seed), message, signature)


def test_other_software_checks_it_with_the_prefix_before_the_message() -> None:
    key = Ed25519PublicKey.from_public_bytes(signing.public_key(SEED))
    signature = signing.sign(SEED, MESSAGE)
    key.verify(signature, b"openledger snapshot v1\n" + MESSAGE)
    with pytest.raises(InvalidSignature):
        key.verify(signature, MESSAGE)


def test_a_signature_under_something_else_is_none_under_a_version() -> None:
    signature = Ed25519PrivateKey.from_private_bytes(SEED).sign(MESSAGE)
    assert not signing.verify(signing.public_key(SEED), MESSAGE, signature)


@given(st.integers(0, 64 * 8 - 1))
def test_a_signature_with_one_bit_turned_does_not_hold(bit: int) -> None:
    turned = bytearray(signing.sign(SEED, MESSAGE))
    turned[bit // 8] ^= 1 << bit % 8
    assert not signing.verify(signing.public_key(SEED), MESSAGE, bytes(turned))


def test_a_signature_does_not_hold_for_another_message_or_from_another_host() -> None:
    signature = signing.sign(SEED, MESSAGE)
    assert not signing.verify(signing.public_key(SEED), MESSAGE + b" ", signature)
    assert not signing.verify(signing.public_key(bytes(32)), MESSAGE, signature)


@pytest.mark.parametrize("length", [0, 31, 33, 64])
def test_a_seed_has_32_bytes(length: int) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        signing.sign(bytes(length), MESSAGE)
    with pytest.raises(ValueError, match="32 bytes"):
        signing.public_key(bytes(length))


@pytest.mark.parametrize("length", [0, 31, 33])
def test_what_cannot_be_a_key_or_a_signature_does_not_hold(length: int) -> None:
    signature = signing.sign(SEED, MESSAGE)
    assert not signing.verify(bytes(length), MESSAGE, signature)
    assert not signing.verify(signing.public_key(SEED), MESSAGE, signature[:length])
    assert not signing.verify(signing.public_key(SEED), MESSAGE, signature + bytes(1))
