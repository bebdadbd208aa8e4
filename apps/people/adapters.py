"""How django-allauth is bent to the house: guesses are counted one by one, second factors are kept encrypted."""

import base64
import hashlib
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from apps.people.core import passwords
from apps.people.models import Profile, User


class AccountAdapter(DefaultAccountAdapter):
    """Sign-in, mail and passwords. Sign-up is `forms.SignUp`, which calls the people's own service."""

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """One guess at a time for each address, so that many at once cannot pass the count of failures."""
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_lock_number(credentials)])
            found: User | None = super().authenticate(request, **credentials)
        return found

    def clean_password(self, password: str, user: User | None = None) -> str:
        if len(password) > passwords.MOST:
            raise ValidationError(_("A password has at most %(most)s letters.") % {"most": passwords.MOST})
        return str(super().clean_password(password, user=user))

    def format_email_subject(self, subject: str) -> str:
        return f"[{settings.SITE_NAME}] {subject}"

    def post_login(self, request: HttpRequest, user: User, **given: Any) -> HttpResponse:
        """The person's language comes with them to a new browser."""
        response: HttpResponse = super().post_login(request, user, **given)
        language = Profile.objects.filter(user=user).values_list("language", flat=True).first()
        if language and settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
            response.set_cookie(settings.LANGUAGE_COOKIE_NAME, language, samesite="Lax", httponly=True)
        return response


class MFAAdapter(DefaultMFAAdapter):
    """Secrets of second factors are encrypted with a key made from the site's secret, which the database
    lacks.
    """

    def encrypt(self, text: str) -> str:
        return _vault().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _vault().decrypt(encrypted_text.encode()).decode()


def _vault() -> MultiFernet:
    """The first secret encrypts; those that it replaced can still decrypt."""
    return MultiFernet(
        [Fernet(_fernet_key(secret)) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]
    )


def _fernet_key(secret: str) -> bytes:
    made = salted_hmac("apps.people.second_factors", "", secret=secret, algorithm="sha256")
    return base64.urlsafe_b64encode(made.digest())


def _lock_number(credentials: dict[str, Any]) -> int:
    """A number for PostgreSQL's advisory locks; two addresses that share one merely wait for each other."""
    address = str(credentials.get("email") or credentials.get("username") or "").strip().lower()
    return int.from_bytes(hashlib.sha256(b"sign-in:" + address.encode()).digest()[:8], signed=True)
