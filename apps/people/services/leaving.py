"""Leaving: the person is erased and the pseudonym stays, so that what others built on their work keeps its
names.

Taking out one's own data is beside it, because whoever leaves should be able to take it along.
"""

from datetime import datetime
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from axes.models import AccessAttempt
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils.translation import gettext as _

from apps.foundation import moving
from apps.people.authentication import lockout
from apps.people.core import roles, states
from apps.people.models import (
    Agent,
    ApiKey,
    AuditReason,
    Community,
    Digest,
    Mandate,
    Membership,
    Notification,
    Preference,
    Profile,
    RetiredHandle,
    Session,
    User,
)
from apps.people.reports import take_out as report
from apps.people.services import auditing, naming
from apps.people.services.communities import LastOwner


def take_out(*, user: User) -> dict[str, list[dict[str, Any]]]:
    """All that this floor keeps about a person."""
    return report.everything_about(user)


@transaction.atomic
def leave(*, user: User, now: datetime) -> User:
    """Erase the person. Communities that would be left without an owner have to be handed over first."""
    user = User.objects.select_for_update().get(pk=user.pk)
    states.USER.check(user.state, states.LEFT)
    _leave_communities(user)
    _end_agents(user, now=now)
    _erase_traces(user)
    naming.retire_handle(user=user)
    RetiredHandle.objects.filter(holder=user).update(holder=None)
    auditing.record_act(actor_id=user.public_id, act="person.leave", subject_id=user.public_id, now=now)
    return moving.move(
        user, states.USER, states.LEFT,
        left_at=now, email=None, handle=None, handle_skeleton=None, is_staff=False, last_login=None,
        password=make_password(None),
    )  # fmt: skip


def _leave_communities(user: User) -> None:
    theirs = Community.objects.filter(memberships__user=user, state=states.OPEN)
    locked = Community.objects.select_for_update().filter(pk__in=theirs.values("pk")).order_by("pk")
    orphaned = [community.slug for community in locked if _is_last_owner(user, community)]
    if orphaned:
        raise LastOwner(
            _("You are the only owner of %(slugs)s. Appoint another owner there, or close it, and come back.")
            % {"slugs": ", ".join(orphaned)}
        )
    Membership.objects.filter(user=user).delete()


def _is_last_owner(user: User, community: Community) -> bool:
    owners = Membership.objects.filter(community=community, role=roles.OWNER).values_list(
        "user_id", flat=True
    )
    return list(owners) == [user.pk]


def _end_agents(user: User, *, now: datetime) -> None:
    """Agents stay as what they were in facts of others: an id without a name."""
    agents = Agent.objects.filter(owner=user)
    Mandate.objects.filter(agent__in=agents, state=states.IN_FORCE).update(
        state=states.WITHDRAWN, ended_at=now
    )
    ApiKey.objects.filter(owner=user).delete()
    agents.filter(state=states.ACTIVE).update(state=states.CLOSED, closed_at=now, name="")
    agents.update(name="")


def _erase_traces(user: User) -> None:
    addresses = list(EmailAddress.objects.filter(user=user).values_list("email", flat=True))
    AccessAttempt.objects.filter(username__in=[lockout.hidden(address) for address in addresses]).delete()
    AuditReason.objects.filter(record__actor_id=user.public_id).delete()
    AuditReason.objects.filter(record__subject_id__contains=user.public_id).delete()
    for table in (EmailAddress, Authenticator, Notification, Digest, Preference, Profile):
        table._default_manager.filter(user=user).delete()
    Session.objects.filter(person=user).delete()
