"""The key with which the host signs versions. Derived from its secret for this purpose only, unless one is given."""

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

PURPOSE = b"openledger.snapshots.signing"


def seed() -> bytes:
    """32 bytes, the same on every machine of the host."""
    derived = HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=PURPOSE)
    return derived.derive(settings.SECRET_KEY.encode())
