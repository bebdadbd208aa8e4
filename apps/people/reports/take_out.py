"""Everything that this floor keeps about one person, for the person. Each table says what it withholds, and
why.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db.models import Model, Q

from apps.people import models
from apps.people.models import User

INTERNAL: Final = "a number that means nothing outside"
SECRET: Final = "a secret, also from whoever holds your file"  # noqa: S105 - the reason, not the secret
REPEATED: Final = "said elsewhere in this file"


@dataclass(frozen=True, slots=True)
class Section:
    """One table: how its rows lead to the person, what is told of them, and what is not."""

    model: type[Model]
    told: tuple[str, ...]
    by: str = "user"
    withheld: Mapping[str, str] = field(default_factory=dict)


SECTIONS: Final[Mapping[str, Section]] = {
    "account": Section(
        User,
        (
            "public_id",
            "pseudonym",
            "handle",
            "email",
            "state",
            "is_staff",
            "joined_at",
            "left_at",
            "last_login",
        ),
        by="pk",
        withheld={"id": INTERNAL, "password": SECRET, "handle_skeleton": REPEATED},
    ),
    "profile": Section(
        models.Profile,
        ("display_name", "bio", "links", "language", "time_zone", "shown_as"),
        withheld={"user": REPEATED},
    ),
    "retired_handles": Section(
        models.RetiredHandle, ("id",), by="holder", withheld={"digest": INTERNAL, "holder": REPEATED}
    ),
    "addresses": Section(
        EmailAddress, ("email", "verified", "primary"), withheld={"id": INTERNAL, "user": REPEATED}
    ),
    "second_factors": Section(
        Authenticator,
        ("type", "created_at", "last_used_at"),
        withheld={"id": INTERNAL, "user": REPEATED, "data": SECRET},
    ),
    "sessions": Section(
        models.Session,
        ("started_at", "expires_at"),
        by="person",
        withheld={"digest": SECRET, "payload": SECRET, "person": REPEATED},
    ),
    "communities": Section(
        models.Membership,
        ("community__slug", "role", "joined_at"),
        withheld={"id": INTERNAL, "user": REPEATED, "community": REPEATED},
    ),
    "agents": Section(
        models.Agent,
        ("public_id", "name", "state", "opened_at", "closed_at"),
        by="owner",
        withheld={"id": INTERNAL, "owner": REPEATED},
    ),
    "mandates": Section(
        models.Mandate,
        (
            "public_id",
            "agent__public_id",
            "per_call",
            "per_day",
            "in_total",
            "scopes",
            "granted_at",
            "expires_at",
            "state",
            "ended_at",
            "used_in_total",
            "used_on",
            "used_that_day",
        ),
        by="agent__owner",
        withheld={"id": INTERNAL, "agent": REPEATED},
    ),
    "spendings": Section(
        models.MandateSpending,
        (
            "public_id",
            "agent__public_id",
            "mandate__public_id",
            "key",
            "purpose",
            "reserved",
            "settled",
            "on_day",
            "state",
            "reserved_at",
            "ended_at",
        ),
        by="agent__owner",
        withheld={"id": INTERNAL, "agent": REPEATED, "mandate": REPEATED},
    ),
    "keys": Section(
        models.ApiKey,
        (
            "public_id",
            "agent__public_id",
            "name",
            "scopes",
            "last_four",
            "state",
            "issued_at",
            "expires_at",
            "warned_at",
            "revoked_at",
            "last_used_at",
        ),
        by="owner",
        withheld={"id": INTERNAL, "owner": REPEATED, "agent": REPEATED, "digest": SECRET},
    ),
    "notifications": Section(
        models.Notification,
        ("public_id", "kind", "subject_id", "parameters", "delivery", "told_at", "read_at", "digest__on_day"),
        withheld={"id": INTERNAL, "user": REPEATED, "digest": REPEATED},
    ),
    "preferences": Section(
        models.Preference, ("kind", "delivery"), withheld={"id": INTERNAL, "user": REPEATED}
    ),
    "digests": Section(
        models.Digest,
        ("on_day", "state", "sent_at"),
        withheld={
            "id": INTERNAL,
            "user": REPEATED,
            "due_at": INTERNAL,
            "attempts": INTERNAL,
            "taken_at": INTERNAL,
        },
    ),
}


def everything_about(user: User) -> dict[str, list[dict[str, Any]]]:
    """The rows of every section, and the audit records that name the person."""
    found = {name: _rows(section, user) for name, section in SECTIONS.items()}
    found["audit_records"] = _plain(
        models.AuditRecord.objects.filter(Q(actor_id=user.public_id) | Q(subject_id__contains=user.public_id))
        .order_by("pk")
        .values("actor_id", "act", "subject_id", "at", "reason__text")
    )
    return found


def _rows(section: Section, user: User) -> list[dict[str, Any]]:
    rows = section.model._default_manager.filter(**{section.by: user.pk}).order_by("pk")
    return _plain(rows.values(*section.told))


def _plain(rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    return [
        {name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in row.items()}
        for row in rows
    ]
