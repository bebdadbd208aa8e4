"""Who is staff of the host: appointed by other staff, or by the operator at the command line."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from apps.foundation.errors import Conflict
from apps.people import permissions
from apps.people.core import states
from apps.people.models import User
from apps.people.services import auditing, notifying


@transaction.atomic
def appoint_staff(*, user: User, by: User | None, reason: str, now: datetime) -> User:
    """Let somebody into the admin. `by` is None for the operator at the command line."""
    return _change(user, by, is_staff=True, reason=reason, now=now)


@transaction.atomic
def dismiss_staff(*, user: User, by: User | None, reason: str, now: datetime) -> User:
    """Take that back."""
    return _change(user, by, is_staff=False, reason=reason, now=now)


def _change(user: User, by: User | None, *, is_staff: bool, reason: str, now: datetime) -> User:
    permissions.require(by is None or permissions.is_operator(by))
    if not User.objects.filter(pk=user.pk, state=states.ACTIVE, is_staff=not is_staff).update(
        is_staff=is_staff
    ):
        raise Conflict(_("Nothing to change: they are staff already, or are not, or have left."))
    user.is_staff = is_staff
    word = "appoint" if is_staff else "dismiss"
    auditing.record_act(
        actor_id=by.public_id if by else auditing.OPERATOR,
        act=f"staff.{word}",
        subject_id=user.public_id,
        reason=reason,
        now=now,
    )
    notifying.notify(user=user, kind="staff.appointed" if is_staff else "staff.dismissed", now=now)
    return user
