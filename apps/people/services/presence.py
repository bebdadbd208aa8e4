"""Whoever begins something is still there. Leaving takes the same lock, so that one of the two comes first."""

from apps.people import permissions
from apps.people.models import User


def require_present(user: User) -> None:
    """Lock the person's row for the length of the transaction, and refuse somebody who has left since it was read."""
    permissions.require(permissions.is_present(user))
    permissions.require(permissions.is_present(User.objects.select_for_update(no_key=True).get(pk=user.pk)))
