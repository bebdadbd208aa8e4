"""Words of calls are stored encrypted with a key of the host's: a copy of the database alone tells nobody.

What has to be compared later without being read, such as whether a request is the same as before, is kept as a keyed
hash: a plain one would let a copy be asked whether somebody's question was this or that.
"""

import base64
import hmac

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

WORDS = b"openledger.inference.words"
REQUESTS = b"openledger.inference.requests"


class Unreadable(Exception):
    """It was sealed with a key that this host no longer has."""


def seal(text: str) -> bytes:
    return _fernet().encrypt(text.encode())


def unseal(sealed: bytes) -> str:
    """The words again, also of before the secret was last changed."""
    try:
        return _fernet().decrypt(sealed).decode()
    except InvalidToken as error:
        raise Unreadable from error


def fingerprint(digest: bytes) -> bytes:
    """Tells equal requests apart from others, to whoever has the host's secret."""
    return hmac.digest(_derived(settings.SECRET_KEY, REQUESTS), digest, "sha256")


def _fernet() -> MultiFernet:
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(_derived(secret, WORDS))) for secret in secrets])


def _derived(secret: str, purpose: bytes) -> bytes:
    return HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=purpose).derive(secret.encode())
