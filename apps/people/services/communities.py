"""Communities: opening and closing them, who is in them, and who may do what there.

The community's row is locked before its members are changed, so that two who step down at once are seen one
by one.
"""

from datetime import datetime
from typing import Final

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from apps.foundation import ids, moving
from apps.foundation.errors import Conflict, Missing, NotAllowed
from apps.people import permissions
from apps.people.core import names, roles, states
from apps.people.models import Community, Membership, User
from apps.people.services import auditing, notifying, presence

#: How many open communities one person may own: names of communities are few and good ones are fewer.
MOST_OWNED: Final = 20


class SlugTaken(Conflict):
    """There is or was a community at that address."""

    code = "slug_taken"


class LastOwner(Conflict):
    """Without this person an open community would have no owner."""

    code = "last_owner"


class NotAMember(Missing):
    """Only members can be appointed, dismissed, or leave."""

    code = "not_a_member"


@transaction.atomic
def open_community(*, founder: User, slug: str, title: str, purpose: str, now: datetime) -> Community:
    """Found a community; the founder is its first owner."""
    permissions.require(permissions.can_open_community(founder))
    presence.require_present(founder)
    owned = Membership.objects.filter(user=founder, role=roles.OWNER, community__state=states.OPEN)
    if owned.count() >= MOST_OWNED:
        raise Conflict(_("Nobody can own more than %(most)s communities.") % {"most": MOST_OWNED})
    community = _insert(
        Community(
            public_id=ids.new("com", now=now),
            slug=names.read_slug(slug),
            title=names.read_name(title, field="title", most=names.TITLE_MOST),
            purpose=names.read_text(purpose, field="purpose", most=names.PURPOSE_MOST),
            opened_at=now,
        )
    )
    Membership.objects.create(community=community, user=founder, role=roles.OWNER, joined_at=now)
    _record(founder, "community.open", community.public_id, now=now)
    return community


@transaction.atomic
def edit_community(
    *, actor: User, community: Community, title: str, purpose: str, now: datetime
) -> Community:
    """Change what is said about a community. Its address stays."""
    permissions.require(permissions.can_edit_community(_role(actor, community)))
    community.title = names.read_name(title, field="title", most=names.TITLE_MOST)
    community.purpose = names.read_text(purpose, field="purpose", most=names.PURPOSE_MOST)
    community.save(update_fields=["title", "purpose"])
    _record(actor, "community.edit", community.public_id, now=now)
    return community


@transaction.atomic
def join(*, user: User, community: Community, now: datetime) -> Membership:
    """Become a member. Joining twice is joining once."""
    permissions.require(permissions.can_join(user))
    presence.require_present(user)
    _lock_open(community)
    membership, _made = Membership.objects.get_or_create(
        community=community, user=user, defaults={"role": roles.MEMBER, "joined_at": now}
    )
    return membership


@transaction.atomic
def leave(*, user: User, community: Community) -> None:
    """Stop being a member; the last owner has to hand over first."""
    _lock(community)
    membership = _membership(community, user)
    _refuse_last_owner(community, membership)
    membership.delete()


@transaction.atomic
def appoint(*, actor: User, community: Community, user: User, role: str, now: datetime) -> Membership:
    """Give a member a role. Owners appoint owners and stewards."""
    _lock_open(community)
    permissions.require(permissions.can_appoint(_role(actor, community)))
    if role not in (roles.OWNER, roles.STEWARD):
        raise NotAllowed(_("Members are appointed stewards or owners."), fields={"/role": "unknown"})
    membership = _membership(community, user)
    if role != roles.OWNER:
        _refuse_last_owner(community, membership)
    return _give_role(actor, membership, role, now=now)


@transaction.atomic
def dismiss(*, actor: User, community: Community, user: User, reason: str = "", now: datetime) -> Membership:
    """Take a role back: the person stays a member. Owners may step down themselves unless they are the last."""
    _lock_open(community)
    permissions.require(permissions.can_appoint(_role(actor, community)))
    membership = _membership(community, user)
    _refuse_last_owner(community, membership)
    return _give_role(actor, membership, roles.MEMBER, reason=reason, now=now)


@transaction.atomic
def close_community(*, actor: User, community: Community, now: datetime) -> Community:
    """Close a community that has nobody left but its owner. Its address stays taken."""
    _lock_open(community)
    permissions.require(permissions.can_appoint(_role(actor, community)))
    if Membership.objects.filter(community=community).exclude(user=actor).exists():
        raise Conflict(_("A community with other members is handed over, not closed."))
    community = moving.move(community, states.COMMUNITY, states.CLOSED, closed_at=now)
    Membership.objects.filter(community=community, user=actor).delete()
    _record(actor, "community.close", community.public_id, now=now)
    return community


def _insert(community: Community) -> Community:
    try:
        with transaction.atomic():
            community.save(force_insert=True)
    except IntegrityError as error:
        raise SlugTaken(_("That address is taken."), fields={"/slug": "taken"}) from error
    return community


def _lock(community: Community) -> Community:
    return Community.objects.select_for_update().get(pk=community.pk)


def _lock_open(community: Community) -> None:
    if _lock(community).state != states.OPEN:
        raise Conflict(_("This community is closed."))


def _membership(community: Community, user: User) -> Membership:
    membership = Membership.objects.select_related("user").filter(community=community, user=user).first()
    if membership is None:
        raise NotAMember(_("They are not a member of this community."))
    return membership


def _role(actor: User, community: Community) -> str | None:
    return Membership.objects.filter(community=community, user=actor).values_list("role", flat=True).first()


def _refuse_last_owner(community: Community, membership: Membership) -> None:
    if membership.role != roles.OWNER or community.state != states.OPEN:
        return
    owners = Membership.objects.filter(community=community, role=roles.OWNER)
    if not owners.exclude(pk=membership.pk).exists():
        raise LastOwner(_("%(slug)s has no other owner. Appoint one first.") % {"slug": community.slug})


def _give_role(
    actor: User, membership: Membership, role: str, *, reason: str = "", now: datetime
) -> Membership:
    if membership.role == role:
        return membership
    community, told = (
        membership.community,
        "community.dismissed" if role == roles.MEMBER else "community.appointed",
    )
    membership.role = role
    membership.save(update_fields=["role"])
    act = "community.dismiss" if role == roles.MEMBER else f"community.appoint_{role}"
    auditing.record_act(
        actor_id=actor.public_id, act=act, subject_id=f"{community.public_id}:{membership.user.public_id}",
        reason=reason, now=now,
    )  # fmt: skip
    parameters = {"slug": community.slug} | ({} if role == roles.MEMBER else {"role": role})
    if membership.user_id != actor.pk:
        notifying.notify(
            user=membership.user, kind=told, subject_id=community.public_id, parameters=parameters, now=now
        )
    return membership


def _record(actor: User, act: str, subject_id: str, *, now: datetime) -> None:
    auditing.record_act(actor_id=actor.public_id, act=act, subject_id=subject_id, now=now)
