"""Handles and profiles: how a person wishes to be known."""

from collections.abc import Sequence
from typing import Final
from zoneinfo import available_timezones

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import IntegrityError, transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from apps.foundation.errors import Conflict, Invalid
from apps.people.core import names, showing
from apps.people.models import Profile, RetiredHandle, User
from apps.people.services import presence

#: Each handle that somebody gives up is kept from others, so that the number has to end somewhere.
MOST_HANDLES: Final = 5
_is_web_address = URLValidator(schemes=["https", "http"])


class HandleTaken(Conflict):
    """Somebody has the handle, or had it."""

    code = "handle_taken"


class BadProfile(Invalid):
    """Something in a profile that cannot be kept."""

    code = "bad_profile"


@transaction.atomic
def choose_handle(*, user: User, handle: str) -> User:
    """Take a handle, and keep the one before from everybody else."""
    chosen = names.read_handle(handle)
    if chosen.skeleton != user.handle_skeleton:
        _refuse_retired(user, chosen.skeleton)
        retire_handle(user=user)
    user.handle, user.handle_skeleton = chosen.text, chosen.skeleton
    try:
        with transaction.atomic():
            user.save(update_fields=["handle", "handle_skeleton"])
    except IntegrityError as error:
        user.refresh_from_db(fields=["handle", "handle_skeleton"])
        raise HandleTaken(_("That handle is taken."), fields={"/handle": "taken"}) from error
    return user


def retire_handle(*, user: User) -> None:
    """Nobody else shall be mistaken for whoever bears this handle now."""
    if user.handle_skeleton:
        RetiredHandle.objects.get_or_create(digest=_digest(user.handle_skeleton), defaults={"holder": user})


@transaction.atomic
def edit_profile(
    *,
    user: User,
    handle: str,
    display_name: str,
    bio: str,
    links: Sequence[str],
    language: str,
    time_zone: str,
    shown_as: str,
) -> Profile:
    """Write down what the person wants to tell, and under which name they are shown. Without a handle is a
    way, too.
    """
    presence.require_present(user)
    if handle:
        choose_handle(user=user, handle=handle)
    elif user.handle:
        retire_handle(user=user)
        user.handle = user.handle_skeleton = None
        user.save(update_fields=["handle", "handle_skeleton"])
    profile = Profile(
        user=user,
        display_name=names.read_name(display_name, field="display_name", may_be_empty=True),
        bio=names.read_text(bio, field="bio", most=names.BIO_MOST),
        links=_read_links(links),
        language=_one_of(language, dict(settings.LANGUAGES), field="language"),
        time_zone=_one_of(time_zone, available_timezones(), field="time_zone"),
        shown_as=_one_of(shown_as, showing.WAYS, field="shown_as"),
    )
    profile.save(force_update=True)
    return profile


def _refuse_retired(user: User, skeleton: str) -> None:
    retired = RetiredHandle.objects.filter(digest=_digest(skeleton)).first()
    if retired is not None and retired.holder_id != user.pk:
        raise HandleTaken(_("That handle is taken."), fields={"/handle": "taken"})
    if retired is None and RetiredHandle.objects.filter(holder=user).count() >= MOST_HANDLES:
        raise Conflict(
            _("You have changed your handle %(most)s times. Choose one of those you had.")
            % {"most": MOST_HANDLES}
        )


def _digest(skeleton: str) -> bytes:
    return salted_hmac("apps.people.retired_handle", skeleton, algorithm="sha256").digest()


def _read_links(links: Sequence[str]) -> list[str]:
    kept = [link.strip() for link in links if link.strip()]
    if len(kept) > names.MOST_LINKS:
        raise BadProfile(
            _("At most %(most)s links.") % {"most": names.MOST_LINKS}, fields={"/links": "number"}
        )
    for link in kept:
        try:
            _is_web_address(link)
        except ValidationError as error:
            raise BadProfile(_("A link is a whole web address."), fields={"/links": "shape"}) from error
        if len(link) > names.LINK_MOST:
            raise BadProfile(_("A link is too long."), fields={"/links": "length"})
    return kept


def _one_of(word: str, words: object, *, field: str) -> str:
    if word not in words:  # type: ignore[operator]
        raise BadProfile(_("Choose one of those that are offered."), fields={f"/{field}": "unknown"})
    return word
