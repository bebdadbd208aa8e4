"""The key by which lots are drawn. It never leaves the host, so that nobody can compute who will be asked."""

import hashlib
import hmac

from django.conf import settings


def key() -> bytes:
    """Made from the host's secret, for this purpose only."""
    return hmac.new(settings.SECRET_KEY.encode(), b"openledger.curation.lots", hashlib.sha256).digest()
