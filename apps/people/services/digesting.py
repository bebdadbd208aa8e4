"""Digests: opened as rows when a person's morning has come, or at once where they want that, and taken one by one by
whoever sends mail.

A digest goes only to an address that its owner confirmed. A worker that dies between sending and saying so
makes the mail go out twice, never not at all; both copies carry the same Message-ID.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from urllib.parse import urlsplit

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import ngettext

from apps.foundation import moving
from apps.people.core import digest_time, kinds, states
from apps.people.models import Digest, Notification, Profile, User
from apps.people.reports import notices

MOST_AT_ONCE: Final = 500
MOST_LINES: Final = 50


@dataclass(frozen=True, slots=True)
class Letter:
    """A digest as it is mailed."""

    to: str
    subject: str
    body: str
    message_id: str


def open_due(*, now: datetime, most: int = MOST_AT_ONCE) -> int:
    """Open today's digest of everybody whose morning has come and who has something to be told."""
    waiting = _undigested().filter(user=OuterRef("user"))
    profiles = Profile.objects.filter(Exists(waiting), Exists(_confirmed(OuterRef("user"))))
    zones = profiles.order_by().values_list("time_zone", flat=True).distinct()
    opened = 0
    for zone in sorted(zones):
        if day := digest_time.day_of_digest(now, time_zone=zone):
            theirs = Digest.objects.filter(user=OuterRef("user"), on_day__gte=day)
            people = profiles.filter(~Exists(theirs), time_zone=zone).order_by("pk")
            for person in people.values_list("user_id", flat=True)[: most - opened]:
                opened += _open(person, on_day=day, now=now)
    return opened


def open_at_once(*, now: datetime, most: int = MOST_AT_ONCE) -> int:
    """Open a mail for everybody who has something to be told that they want at once; what came meanwhile goes along."""
    waiting = _undigested(kinds.AT_ONCE).filter(Exists(_confirmed(OuterRef("user"))))
    people = waiting.order_by("user").values_list("user", flat=True).distinct()
    return sum(_open_at_once(person, now=now) for person in people[:most])


@transaction.atomic
def take(*, now: datetime) -> Digest | None:
    """Claim one digest that is due, or one that another worker took long ago and never finished."""
    abandoned = Q(state=states.SENDING, taken_at__lte=now - digest_time.PATIENCE)
    waiting = Digest.objects.select_for_update(skip_locked=True, of=("self",)).select_related("user")
    digest = waiting.filter(Q(state=states.DUE, due_at__lte=now) | abandoned).order_by("due_at").first()
    if digest is None:
        return None
    digest.state, digest.taken_at, digest.attempts = states.SENDING, now, digest.attempts + 1
    digest.save(update_fields=["state", "taken_at", "attempts"])
    return digest


def compose(*, digest: Digest) -> Letter | None:
    """The mail in the person's language, or None when there is nobody to get it or nothing left to say."""
    address = _confirmed(digest.user_id).values_list("email", flat=True).first()
    profile = Profile.objects.filter(user=digest.user_id).first()
    rows = list(Notification.objects.filter(digest=digest, read_at__isnull=True).order_by("public_id"))
    if address is None or profile is None or not rows:
        return None
    with translation.override(profile.language):
        told = [notices.notice(row) for row in rows[:MOST_LINES]]
        subject = ngettext("%(number)s thing happened", "%(number)s things happened", len(rows))
        context = {
            "site_name": settings.SITE_NAME,
            "address": settings.ADDRESS,
            "notices": told,
            "more": len(rows) - len(told),
        }
        return Letter(
            to=address,
            subject=f"[{settings.SITE_NAME}] {subject % {'number': len(rows)}}",
            body=render_to_string("people/email/digest.txt", context),
            message_id=f"<digest-{digest.pk}-{digest.on_day or 'now'}@{urlsplit(settings.ADDRESS).hostname}>",
        )


def send(*, letter: Letter) -> None:
    """Hand the mail over. Outside of any transaction."""
    headers = {"Message-ID": letter.message_id, "Auto-Submitted": "auto-generated"}
    EmailMessage(letter.subject, letter.body, to=[letter.to], headers=headers).send()


def note_sent(*, digest: Digest, now: datetime) -> None:
    """It is on its way."""
    moving.move(digest, states.DIGEST, states.SENT, sent_at=now)


def note_dropped(*, digest: Digest) -> None:
    """There is nobody to get it."""
    moving.move(digest, states.DIGEST, states.DROPPED)


def note_failed(*, digest: Digest, now: datetime) -> None:
    """The mail server refused: try again later, and not for ever."""
    if digest.attempts >= digest_time.MOST_ATTEMPTS:
        moving.move(digest, states.DIGEST, states.DROPPED)
    else:
        due_at = digest_time.next_attempt(now, attempts=digest.attempts)
        moving.move(digest, states.DIGEST, states.DUE, due_at=due_at)


@transaction.atomic
def _open(person: int, *, on_day: date, now: datetime) -> bool:
    """False when another worker was quicker."""
    digest, opened = Digest.objects.get_or_create(user_id=person, on_day=on_day, defaults={"due_at": now})
    if opened:
        _undigested().filter(user=person).update(digest=digest)
    return opened


@transaction.atomic
def _open_at_once(person: int, *, now: datetime) -> bool:
    """The person's row is held, so that of two workers the second finds nothing left to tell."""
    User.objects.select_for_update(no_key=True).filter(pk=person).first()
    waiting = _undigested(kinds.AT_ONCE).filter(user=person)
    if not waiting.exists():
        return False
    waiting.update(digest=Digest.objects.create(user_id=person, on_day=None, due_at=now))
    return True


def _undigested(delivery: str = kinds.DIGEST) -> QuerySet[Notification]:
    return Notification.objects.filter(delivery=delivery, digest__isnull=True, read_at__isnull=True)


def _confirmed(user: object) -> "QuerySet[EmailAddress]":
    addresses: QuerySet[EmailAddress] = EmailAddress.objects.filter(user=user, primary=True, verified=True)
    return addresses
