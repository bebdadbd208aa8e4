"""Voting on the quality of what was accepted. Everybody who may judge may; whoever was drawn counts."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from apps.contributions.core import states as revision_states
from apps.contributions.models import Revision
from apps.curation.adapters import lots
from apps.curation.core import draw
from apps.curation.models import Vote
from apps.curation.reports import queue
from apps.datanets import permissions
from apps.datanets.reports import seeing, standing
from apps.foundation.errors import Conflict
from apps.people import permissions as people
from apps.people.models import User
from apps.people.services import presence


class NotUpForVotes(Conflict):
    """Votes are on what was accepted."""

    code = "not_up_for_votes"


@transaction.atomic
def cast_vote(*, voter: User, revision: Revision, is_good: bool, now: datetime) -> Vote:
    """Say whether it is good. Voting the same again is doing nothing; a changed vote names the old one."""
    presence.require_present(voter)
    locked = Revision.objects.select_for_update(no_key=True, of=("self",))
    revision = locked.select_related("rules", "item__datanet__community").get(pk=revision.pk)
    people.require(permissions.can_review(standing.standing_of(revision.item.datanet, voter)))
    givers = queue.givers_of(revision.item_id)
    people.require(voter.pk not in givers)
    if revision.state != revision_states.ACCEPTED:
        raise NotUpForVotes(_("Votes are on what was accepted."))
    before = Vote.objects.standing().filter(revision=revision, voter=voter).first()
    if before is not None and before.is_good == is_good:
        return before
    return Vote.objects.create(
        revision=revision,
        voter=voter,
        is_good=is_good,
        is_assigned=before.is_assigned if before is not None else _is_drawn(revision, voter, but=givers),
        replaces=before,
        cast_at=now,
    )


def _is_drawn(revision: Revision, voter: User, *, but: Collection[int]) -> bool:
    """Among everybody who may judge there and gave no wording of the item."""
    judging = seeing.reviewers_of(revision.item.datanet)
    among = judging.exclude(pk__in=but).values_list("public_id", flat=True)
    chosen = draw.drawn(lots.key(), revision.public_id, among=among, wanted=revision.rules.votes_wanted)
    return voter.public_id in chosen
