"""The session engine. A row is found by the SHA-256 of the cookie's key and names the person, so that a
stolen copy of the table signs nobody in, and leaving ends every session of the leaver.
"""

import contextlib
import hashlib
from typing import Any

from django.contrib.sessions.backends.base import CreateError, SessionBase, UpdateError
from django.db import IntegrityError, transaction
from django.utils import timezone

from apps.people.models import Session

#: Where Django keeps who is signed in, and where allauth keeps who is half way (a second factor is still
#: asked for).
_SIGNED_IN = "_auth_user_id"
_HALF_WAY = "account_authentication_methods_user"


def digest_of(session_key: str) -> str:
    """What is stored of a session's key."""
    return hashlib.sha256(session_key.encode()).hexdigest()


class SessionStore(SessionBase):
    """Django's database sessions, but for the digest and the person."""

    def load(self) -> dict[str, Any]:
        rows = Session.objects.filter(digest=digest_of(str(self.session_key)), expires_at__gt=timezone.now())
        row = rows.only("payload").first()
        if row is None:
            self._session_key = None
            return {}
        return self.decode(row.payload)

    def exists(self, session_key: str) -> bool:
        return Session.objects.filter(digest=digest_of(session_key)).exists()

    def create(self) -> None:
        while True:
            self._session_key = self._get_new_session_key()  # type: ignore[attr-defined] # not in the stubs
            with contextlib.suppress(CreateError):
                self.save(must_create=True)
                self.modified = True
                return

    def save(self, must_create: bool = False) -> None:  # noqa: FBT001, FBT002 - Django's signature
        if self.session_key is None:
            self.create()
            return
        data = self._get_session(no_load=must_create)  # type: ignore[attr-defined] # not in the stubs
        content = {
            "person_id": data.get(_SIGNED_IN) or data.get(_HALF_WAY),
            "payload": self.encode(data),
            "expires_at": self.get_expiry_date(),
        }
        if must_create:
            self._insert(content)
        elif not Session.objects.filter(digest=digest_of(self.session_key)).update(**content):
            raise UpdateError

    def delete(self, session_key: str | None = None) -> None:
        if key := session_key or self.session_key:
            Session.objects.filter(digest=digest_of(key)).delete()

    @classmethod
    def clear_expired(cls) -> None:
        Session.objects.filter(expires_at__lt=timezone.now()).delete()

    def _insert(self, content: dict[str, Any]) -> None:
        try:
            with transaction.atomic():
                Session.objects.create(
                    digest=digest_of(str(self.session_key)), started_at=timezone.now(), **content
                )
        except IntegrityError as error:
            raise CreateError from error
