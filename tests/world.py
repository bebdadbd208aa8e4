"""Builders of the world that tests play in. Everything is made by services, as the site makes it."""

from datetime import datetime, timedelta
from typing import Final

from django.test import Client
from django.utils import timezone

from apps.foundation.money import Amount
from apps.people.models import Agent, Community, Mandate, User
from apps.people.services import agents, communities, keys, mandates, registering, staffing

#: One instant for the whole run, near enough to the clock for what doors read from it.
NOW: Final[datetime] = timezone.now().replace(microsecond=0)
PASSWORD: Final = "a-river-of-maize-41"  # noqa: S105 - of people who live for the length of a test


def person(name: str, *, email: str | None = None, confirmed: bool = True) -> User:
    """Somebody with the handle `name` and a confirmed address."""
    user = registering.register(email=email or f"{name}@example.org", password=PASSWORD, handle=name, now=NOW)
    if confirmed:
        registering.confirm_address(user=user)
    return user


def staff(name: str) -> User:
    """Somebody whom the operator let into the admin."""
    return staffing.appoint_staff(user=person(name), by=None, reason="the first of the house", now=NOW)


def community(founder: User, slug: str = "agri-africa") -> Community:
    """A community with its founder for an owner."""
    return communities.open_community(
        founder=founder, slug=slug, title="Agri Africa", purpose="Answers that farmers can use.", now=NOW
    )


def agent(owner: User, name: str = "Field helper") -> Agent:
    """An agent that has no mandate yet."""
    return agents.open_agent(owner=owner, name=name, now=NOW)


def mandate(of: Agent, *, per_call: int = 10, per_day: int = 50, in_total: int = 200) -> Mandate:
    """A mandate to call models, in micro-OPEN, for thirty days."""
    return mandates.grant_mandate(
        agent=of,
        per_call=Amount(per_call),
        per_day=Amount(per_day),
        in_total=Amount(in_total),
        scopes=["models:call", "ledger:read"],
        expires_at=NOW + timedelta(days=30),
        now=NOW,
    )


def key(owner: User, *scopes: str, of: Agent | None = None) -> keys.IssuedKey:
    """A key that lives for ninety days."""
    return keys.issue_key(owner=owner, agent=of, name="A laptop", scopes=scopes or ["account:read"], now=NOW)


def browser(user: User | None = None) -> Client:
    """A browser, signed in when there is somebody to sign in."""
    client = Client()
    if user is not None:
        client.force_login(user)
    return client


def program(secret: str) -> Client:
    """A program that sends this key with every request."""
    return Client(headers={"authorization": f"Bearer {secret}"})
