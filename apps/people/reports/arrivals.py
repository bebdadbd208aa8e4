"""How people arrive: how many there are, and which first steps one of them has taken."""

from dataclasses import dataclass

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db.models import Exists, OuterRef

from apps.people.core import showing, states
from apps.people.models import Agent, ApiKey, Membership, User


@dataclass(frozen=True, slots=True)
class Steps:
    """What somebody has done so far, and the name that others read."""

    known_as: str
    confirmed_address: bool
    chose_handle: bool
    joined_community: bool
    issued_key: bool
    opened_agent: bool
    has_second_step: bool


def people() -> int:
    """Everybody who is here and has not left."""
    return User.objects.filter(state=states.ACTIVE).count()


def steps_of(user: User) -> Steps:
    """One query, whatever the person has."""
    mine = OuterRef("pk")
    taken = User.objects.filter(pk=user.pk).values_list(
        "profile__display_name",
        "profile__shown_as",
        Exists(EmailAddress.objects.filter(user=mine, verified=True)),
        Exists(Membership.objects.filter(user=mine)),
        Exists(ApiKey.objects.filter(owner=mine)),
        Exists(Agent.objects.filter(owner=mine)),
        Exists(Authenticator.objects.filter(user=mine)),
    )
    name, shown_as, confirmed, joined, issued, opened, protected = taken.get()
    return Steps(
        known_as=showing.public_name(
            pseudonym=user.pseudonym, handle=user.handle, display_name=name or "", shown_as=shown_as
        ),
        confirmed_address=confirmed,
        chose_handle=bool(user.handle),
        joined_community=joined,
        issued_key=issued,
        opened_agent=opened,
        has_second_step=protected,
    )
