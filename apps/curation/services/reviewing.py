"""Reviewing: one word about one revision, with a reason where it is against, while the lease lasts."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from apps.contributions.models import Revision
from apps.curation.core import states, verdicts
from apps.curation.models import Review, ReviewNote
from apps.curation.reports import queue
from apps.curation.services import leasing
from apps.datanets import permissions
from apps.datanets.reports import standing
from apps.foundation import ids, moving
from apps.foundation.errors import Conflict, Invalid
from apps.people import permissions as people
from apps.people.core import names
from apps.people.models import User
from apps.people.services import presence


class BadVerdict(Invalid):
    """A verdict is one of three, and whoever is against says why."""

    code = "bad_verdict"


@transaction.atomic
def review(
    *, reviewer: User, revision: Revision, verdict: str, reason: str = "", note: str = "", now: datetime
) -> Review:
    """Say it. Saying the same again is the same review; saying something else is refused."""
    note = _check(verdict, reason, note)
    presence.require_present(reviewer)
    locked = Revision.objects.select_for_update(no_key=True, of=("self",)).select_related(
        "item__datanet__community"
    )
    revision = locked.get(pk=revision.pk)
    if (before := Review.objects.filter(revision=revision, reviewer=reviewer).first()) is not None:
        return _same(before, verdict, reason, note)
    people.require(permissions.can_review(standing.standing_of(revision.item.datanet, reviewer)))
    people.require(reviewer.pk not in queue.givers_of(revision.item_id))
    held = leasing.require_held(reviewer=reviewer, revision=revision, now=now)
    moving.move(held, states.LEASE, states.USED)
    said = Review.objects.create(
        public_id=ids.new("rvw", now=now),
        revision=revision,
        reviewer=reviewer,
        rules_id=revision.rules_id,
        verdict=verdict,
        reason=reason,
        reviewed_at=now,
    )
    if note:
        ReviewNote.objects.create(review=said, text=note)
    return said


def _check(verdict: str, reason: str, note: str) -> str:
    if verdict not in verdicts.ALL:
        raise BadVerdict(_("Accept, request changes, or reject."), fields={"/verdict": "unknown"})
    if verdict == verdicts.ACCEPT and reason:
        raise BadVerdict(_("What is accepted needs no reason."), fields={"/reason": "unwanted"})
    if verdict != verdicts.ACCEPT and reason not in verdicts.REASONS:
        raise BadVerdict(_("Say why: choose a reason."), fields={"/reason": "missing"})
    text = names.read_text(note, field="note", most=verdicts.NOTE_MOST)
    if not text and (reason == "other" or verdict == verdicts.REQUEST_CHANGES):
        raise BadVerdict(_("Tell the author in the note what to do."), fields={"/note": "missing"})
    return text


def _same(before: Review, verdict: str, reason: str, note: str) -> Review:
    noted = ReviewNote.objects.filter(review=before).values_list("text", flat=True).first() or ""
    if (before.verdict, before.reason, noted) != (verdict, reason, note):
        raise Conflict(_("You have reviewed this before. Who changes their mind asks a curator."))
    return before
