"""API keys: issued to a person or to one of their agents, shown once, revoked by the owner or by whoever
finds one.
"""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from apps.foundation import ids, moving
from apps.foundation.errors import Conflict, Invalid
from apps.people import permissions
from apps.people.core import key_format, names, states
from apps.people.core import scopes as scope_list
from apps.people.models import Agent, ApiKey, User
from apps.people.models.agent import LONGEST_LIFE
from apps.people.services import auditing, notifying, presence

DEFAULT_LIFE: Final = timedelta(days=90)
MOST_KEYS: Final = 100
MOST_LEAKED: Final = 100
WARN_BEFORE: Final = timedelta(days=7)


class BadKey(Invalid):
    """A life or a scope that a key cannot have."""

    code = "bad_key"


@dataclass(frozen=True, slots=True)
class IssuedKey:
    """A key and its secret, which exists here and in the hands of whoever asked for it."""

    key: ApiKey
    secret: str


@transaction.atomic
def issue_key(
    *,
    owner: User,
    agent: Agent | None = None,
    name: str,
    scopes: Sequence[str],
    expires_at: datetime | None = None,
    within: ApiKey | None = None,
    now: datetime,
) -> IssuedKey:
    """Make a key. One that is asked for with another key (`within`) has no more scopes and no longer life
    than that.
    """
    presence.require_present(owner)
    permissions.require(agent is None or permissions.owns_agent(owner, agent))
    if agent is not None and agent.state != states.ACTIVE:
        raise Conflict(_("This agent is closed."))
    _refuse_too_many(owner, now=now)
    secret = key_format.make(key_format.AGENT if agent else key_format.PERSON, secrets.randbelow)
    key = ApiKey.objects.create(
        public_id=ids.new("key", now=now),
        owner=owner,
        agent=agent,
        name=names.read_name(name, field="name"),
        scopes=scope_list.read(scopes, within=_scopes_within(agent, within)),
        digest=key_format.digest(secret),
        last_four=secret[-key_format.SHOWN_LETTERS :],
        issued_at=now,
        expires_at=_read_expiry(expires_at, within, now=now),
    )
    _record(owner.public_id, "key.issue", key, now=now)
    _tell(key, "key.issued", now=now)
    return IssuedKey(key=key, secret=secret)


@transaction.atomic
def revoke_key(*, actor: User, key: ApiKey, reason: str = "", now: datetime) -> ApiKey:
    """End a key now and for good."""
    permissions.require(permissions.can_revoke_key(actor, key))
    key = moving.move(key, states.KEY, states.REVOKED, revoked_at=now)
    _record(actor.public_id, "key.revoke", key, reason=reason, now=now)
    return key


@transaction.atomic
def revoke_leaked(*, secrets_found: Iterable[str], now: datetime) -> int:
    """Revoke every key whose secret is shown to us: whoever can show it could also use it."""
    digests = {key_format.digest(found) for found in secrets_found if key_format.is_well_formed(found)}
    live = ApiKey.objects.select_for_update(of=("self",)).select_related("owner", "agent")
    leaked = live.filter(digest__in=digests, state=states.ACTIVE).order_by("pk")
    for key in leaked:
        moving.move(key, states.KEY, states.REVOKED, revoked_at=now)
        _record(auditing.SITE, "key.revoke_leaked", key, now=now)
        _tell(key, "key.leaked", now=now)
    return len(leaked)


@transaction.atomic
def warn_of_expiring(*, most: int = 100, now: datetime) -> int:
    """Tell owners of keys that end within a week, once a key."""
    ending = ApiKey.objects.select_for_update(skip_locked=True, of=("self",)).select_related("owner")
    ending = ending.filter(
        state=states.ACTIVE, warned_at__isnull=True, expires_at__gt=now, expires_at__lte=now + WARN_BEFORE
    ).exclude(issued_at__gt=now - WARN_BEFORE)
    keys = list(ending.order_by("pk")[:most])
    for key in keys:
        _tell(key, "key.expiring", now=now)
    ApiKey.objects.filter(pk__in=[key.pk for key in keys]).update(warned_at=now)
    return len(keys)


def _refuse_too_many(owner: User, *, now: datetime) -> None:
    if ApiKey.objects.filter(owner=owner, state=states.ACTIVE, expires_at__gt=now).count() >= MOST_KEYS:
        raise Conflict(_("Nobody can have more than %(most)s keys at a time.") % {"most": MOST_KEYS})


def _scopes_within(agent: Agent | None, within: ApiKey | None) -> Sequence[str]:
    given = list(scope_list.FOR_AGENTS if agent else scope_list.SCOPES)
    return given if within is None else [scope for scope in given if within.grants(scope)]


def _read_expiry(expires_at: datetime | None, within: ApiKey | None, *, now: datetime) -> datetime:
    latest = min(now + LONGEST_LIFE, within.expires_at) if within else now + LONGEST_LIFE
    chosen = expires_at or min(now + DEFAULT_LIFE, latest)
    if not now < chosen <= latest:
        raise BadKey(_("A key ends within a year, and not after the key it was asked for with."),
                     fields={"/expires_at": "range"})  # fmt: skip
    return chosen


def _tell(key: ApiKey, kind: str, *, now: datetime) -> None:
    notifying.notify(
        user=key.owner, kind=kind, subject_id=key.public_id, parameters={"last_four": key.last_four}, now=now
    )


def _record(actor_id: str, act: str, key: ApiKey, *, reason: str = "", now: datetime) -> None:
    auditing.record_act(actor_id=actor_id, act=act, subject_id=key.public_id, reason=reason, now=now)
