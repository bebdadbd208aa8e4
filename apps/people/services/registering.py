"""How somebody begins: an account, a pseudonym made up by us, an empty profile, and an address still to be
confirmed.
"""

import secrets
from datetime import datetime
from typing import Final

from allauth.account.models import EmailAddress
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from apps.foundation import ids
from apps.foundation.errors import Invalid, Unavailable
from apps.people.core import passwords, pseudonyms
from apps.people.models import Profile, User
from apps.people.services import naming, notifying

EMAIL_MOST: Final = 254
_TRIES: Final = 20


class BadCredentials(Invalid):
    """An address or a password that cannot be taken."""

    code = "bad_credentials"


@transaction.atomic
def register(*, email: str, password: str, handle: str | None = None, now: datetime) -> User:
    """Open an account. That an address has one already is told to nobody but the address: two may claim it,
    one can confirm it.
    """
    address = _read_email(email)
    user = _with_a_new_pseudonym(
        User(public_id=ids.new("usr", now=now), email=address, joined_at=now), password=password
    )
    Profile.objects.create(user=user)
    EmailAddress.objects.create(user=user, email=address, primary=True, verified=False)
    if handle:
        naming.choose_handle(user=user, handle=handle)
    notifying.notify(user=user, kind="welcome", subject_id=user.public_id, now=now)
    return user


def confirm_address(*, user: User) -> bool:
    """Take the operator's word that the address is theirs; False when somebody else confirmed it before."""
    address = EmailAddress.objects.get(user=user, primary=True)
    return bool(address.set_verified())


def _read_email(email: str) -> str:
    address = email.strip().lower()
    try:
        validate_email(address)
    except ValidationError as error:
        raise BadCredentials(_("Enter an email address."), fields={"/email": "shape"}) from error
    if len(address) > EMAIL_MOST:
        raise BadCredentials(_("That address is too long."), fields={"/email": "length"})
    return address


def _with_a_new_pseudonym(user: User, *, password: str) -> User:
    _check_password(password, user)
    user.set_password(password)
    for _attempt in range(_TRIES):
        user.pseudonym = pseudonyms.make(secrets.randbelow)
        try:
            with transaction.atomic():
                user.save(force_insert=True)
        except IntegrityError:
            user.pk = None
        else:
            return user
    raise Unavailable(_("No free pseudonym was found. Please try again."))


def _check_password(password: str, user: User) -> None:
    if len(password) > passwords.MOST:
        raise BadCredentials(_("That password is too long."), fields={"/password": "length"})
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise BadCredentials(" ".join(error.messages), fields={"/password": "weak"}) from error
