"""What waits for whom: what can be decided, what still wants a review, and what somebody may be asked about."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db.models import Count, Exists, ExpressionWrapper, F, Max, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.fields import DateTimeField
from django.db.models.functions import Coalesce, Greatest

from apps.contributions.models import Revision
from apps.curation.core import decision, states, verdicts
from apps.curation.models import Lease, Review
from apps.datanets.models import Datanet
from apps.datanets.reports import seeing
from apps.people.models import User

#: As `core.decision.decide` has it: enough have spoken, and one side has its share or no more may speak.
_SAID_ENOUGH: Final = Q(given__gte=F("rules__min_reviews")) & (
    Q(for_it__gte=0) | Q(against_it__gte=0) | Q(given__gte=F("rules__max_reviews"))
)


@dataclass(frozen=True, slots=True)
class Place:
    """A revision in the queue, and how many have spoken about it."""

    pk: int
    public_id: str
    given: int


def decidable() -> QuerySet[Any]:
    """Queued revisions whose reviews suffice."""
    rows: QuerySet[Any] = _counted().filter(_SAID_ENOUGH)
    return rows


def waiting(*, now: datetime) -> QuerySet[Any]:
    """Queued revisions that want more reviews than are given or leased: `given` and `leased` come along."""
    leased = Lease.objects.filter(revision=OuterRef("pk"), state=states.OPEN, expires_at__gt=now)
    rows: QuerySet[Any] = _counted().exclude(_SAID_ENOUGH)
    # As `core.decision.still_wanted` has it: up to the least at once, beyond that one at a time.
    rows = rows.annotate(leased=_number(leased), wanted=Greatest(F("rules__min_reviews"), F("given") + 1))
    return rows.filter(wanted__gt=F("given") + F("leased"))


def waiting_for(reviewer: User, *, datanet: Datanet | None = None, now: datetime) -> QuerySet[Any]:
    """Of these, what this person may be asked: where they may judge, and neither theirs nor seen by them before."""
    rows: QuerySet[Any] = waiting(now=now).exclude(is_ones_own(reviewer))
    rows = rows.filter(item__datanet__in=seeing.reviewable(reviewer))
    rows = rows.exclude(Exists(Review.objects.filter(revision=OuterRef("pk"), reviewer=reviewer)))
    held = Lease.objects.filter(revision=OuterRef("pk"), reviewer=reviewer)
    ran_out = Q(state=states.EXPIRED) | Q(state=states.OPEN, expires_at__lte=now)
    rows = rows.exclude(Exists(held.exclude(ran_out)))
    rows = rows.annotate(back_at=Subquery(_back_at(held.filter(ran_out))))
    rows = rows.filter(Q(back_at=None) | Q(back_at__lte=now))
    return rows.filter(item__datanet=datanet) if datanet is not None else rows


def front(reviewer: User, *, datanet: Datanet | None = None, most: int, now: datetime) -> list[Place]:
    """Of what this person may be asked: nearest to a decision first, then what waits longest."""
    rows = waiting_for(reviewer, datanet=datanet, now=now).order_by("-given", "submitted_at", "pk")
    return [Place(*row) for row in rows.values_list("pk", "public_id", "given")[:most]]


def held_by(reviewer: User, *, datanet: Datanet | None = None, now: datetime) -> QuerySet[Lease]:
    """What this person has been asked about and may still answer. Whoever may not judge there any more is not asked."""
    rows = Lease.objects.filter(reviewer=reviewer, state=states.OPEN, expires_at__gt=now)
    rows = rows.filter(
        revision__in=Revision.objects.due_for_review(),
        revision__item__datanet__in=seeing.reviewable(reviewer),
    )
    return rows.filter(revision__item__datanet=datanet) if datanet is not None else rows


def is_ones_own(person: User) -> Q:
    """Of revisions: the person gave one of the item's wordings, themselves or by an agent of theirs."""
    wordings = Revision.objects.filter(item=OuterRef("item"))
    return Q(Exists(wordings.filter(Q(author=person) | Q(contribution__agent__owner=person))))


def givers_of(item_id: int) -> set[int]:
    """The same the other way round: everybody of whom `is_ones_own` holds for the wordings of an item."""
    wordings = Revision.objects.filter(item=item_id)
    owners = wordings.filter(contribution__agent__isnull=False)
    by_agents = owners.values_list("contribution__agent__owner", flat=True)
    return set(wordings.values_list("author", flat=True).union(by_agents))


def backlog(datanet: Datanet | None = None) -> int:
    """How many revisions wait, for everybody to see."""
    rows = Revision.objects.due_for_review()
    return rows.filter(item__datanet=datanet).count() if datanet is not None else rows.count()


def _counted() -> QuerySet[Any]:
    """Queued revisions with how many have spoken, and by how much each side has its share of the verdicts."""
    said = Review.objects.filter(revision=OuterRef("pk"))
    rows = Revision.objects.due_for_review().annotate(
        given=_number(said), accepting=_number(said.filter(verdict=verdicts.ACCEPT))
    )
    needed = F("rules__accept_at") * F("given")
    return rows.annotate(
        for_it=F("accepting") * decision.WHOLE - needed,
        against_it=(F("given") - F("accepting")) * decision.WHOLE - needed,
    )


def _number(rows: QuerySet[Any]) -> Coalesce:
    """How many there are for one revision."""
    counted = rows.order_by().values("revision").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted), 0)


def _back_at(ran_out: QuerySet[Lease]) -> QuerySet[Any]:
    """Whoever lets it run out is asked again after as long as they kept it from others, all in all.

    Or somebody who never answers could hold an item for good.
    """
    kept = Max("expires_at") + Sum(F("expires_at") - F("leased_at"))
    rows = ran_out.order_by().values("revision")
    return rows.annotate(back_at=ExpressionWrapper(kept, output_field=DateTimeField())).values("back_at")
