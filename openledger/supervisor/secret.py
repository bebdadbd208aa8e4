"""The secret key of an embedded copy: made once, kept in var/ for its owner only, told to children."""

import os
import secrets

from openledger.supervisor.places import Places

VARIABLE = "OPENLEDGER_SECRET_KEY"


def read_or_make(places: Places) -> str:
    """The key that the environment names, else the one in var/, made when there is none."""
    if given := os.environ.get(VARIABLE):
        return given
    if not places.secret.exists():
        _make(places)
    return places.secret.read_text().strip()


def remembered(places: Places) -> str:
    """The key of the copy that runs in this home, for commands given by hand; empty where none was ever made."""
    try:
        return places.secret.read_text().strip()
    except OSError:
        return ""


def _make(places: Places) -> None:
    """Written whole and then named, so that no reader finds half a key."""
    half = places.secret.with_suffix(".half")
    half.unlink(missing_ok=True)
    file = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(file, "w") as writer:
        writer.write(secrets.token_urlsafe(48))
    half.rename(places.secret)
