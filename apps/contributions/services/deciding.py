"""What becomes of a revision: the verbs by which the floor above tells its decision, and the author's withdrawal.

Each locks the item first, so that of two revisions of one item that are accepted at once one supersedes the other.
"""

from datetime import datetime

from django.db import transaction

from apps.contributions.core import states
from apps.contributions.models import Item, Revision
from apps.contributions.services import telling
from apps.foundation import moving
from apps.people import permissions as people
from apps.people.models import User


@transaction.atomic
def accept(*, revision: Revision, now: datetime) -> Revision:
    """It may enter the next version. What it refines, and what was accepted of the item before, is superseded."""
    Item.objects.select_for_update(no_key=True).get(pk=revision.item_id)
    before = Revision.objects.filter(item=revision.item_id, state=states.ACCEPTED).exclude(pk=revision.pk)
    for older in before:
        moving.move(older, states.REVISION, states.SUPERSEDED)
    if (asked := revision.refines) is not None and asked.state == states.CHANGES_REQUESTED:
        moving.move(asked, states.REVISION, states.SUPERSEDED)
    return moving.move(revision, states.REVISION, states.ACCEPTED, decided_at=now)


def reject(*, revision: Revision, now: datetime) -> Revision:
    """It will not enter a version."""
    return moving.move(revision, states.REVISION, states.REJECTED, decided_at=now)


def request_changes(*, revision: Revision, now: datetime) -> Revision:
    """It goes back to its author, who can give a better wording."""
    return moving.move(revision, states.REVISION, states.CHANGES_REQUESTED, decided_at=now)


def dispute(*, revision: Revision) -> Revision:
    """Others have to decide it."""
    return moving.move(revision, states.REVISION, states.DISPUTED)


@transaction.atomic
def withdraw(*, actor: User, revision: Revision, now: datetime) -> Revision:
    """The author takes it back before it is decided, or from the next version on.

    A refinement of it that waits goes with it, for it is made of words that are not given any more; whoever wrote it is
    told. Nobody can keep somebody's words here by refining them again and again.
    """
    people.require(people.is_present(actor) and revision.author_id == actor.pk)
    locked = Item.objects.select_for_update(no_key=True, of=("self",))
    item = locked.select_related("datanet__community").get(pk=revision.item_id)
    revision.refresh_from_db()
    taken_back = moving.move(revision, states.REVISION, states.WITHDRAWN)
    waiting = Revision.objects.filter(refines=revision, state__in=states.UNDECIDED).select_related("author")
    for refinement in waiting:
        moving.move(refinement, states.REVISION, states.WITHDRAWN)
        if refinement.author_id != actor.pk:
            telling.tell(person=refinement.author, kind="item.withdrawn", item=item, now=now)
    return taken_back
