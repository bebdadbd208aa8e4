"""Ed25519 signatures under manifests. Keys are given: none is made, read or kept here.

What is signed begins with a line that says what it is, so that a signature under a version is one under nothing else.
"""

from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

#: Whoever checks with other software puts these bytes before the manifest.
PREFIX: Final = b"openledger snapshot v1\n"


def sign(seed: bytes, message: bytes) -> bytes:
    """64 bytes, the same whenever the same message is signed with the same seed of 32 bytes."""
    return Ed25519PrivateKey.from_private_bytes(seed).sign(PREFIX + message)


def public_key(seed: bytes) -> bytes:
    """The 32 bytes by which everybody can check what is signed with the seed."""
    return Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()


def verify(key: bytes, message: bytes, signature: bytes) -> bool:
    """Whether the holder of the seed behind that public key signed the message, as a manifest."""
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, PREFIX + message)
    except (InvalidSignature, ValueError):
        return False
    return True
